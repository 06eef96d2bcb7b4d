using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Receiving;

/// <summary>
/// One pass over a callback that takes the <c>apikey</c> out, at the top and in the envelopes; puts "" for each other one, and
/// for any name, string or number that is or holds a secret; and for what is too long to keep: <c>apprSign</c>, and strings
/// outside the contract of more than 4 KiB. Nothing else is changed, not even white space.
/// </summary>
internal ref struct Cleaning(ReadOnlySpan<byte> json, GivenKeys top, Secrets secrets)
{
    private const int LongestUnknown = 4 * 1024;

    // Of a larger body most is not kept.
    private const int LargestAtOnce = 64 * 1024;
    private const int Room = 4 * 1024;

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly int _outer = top.Envelope?.Start ?? -1;
    private readonly int _inner = top.Envelope?.Envelope?.Start ?? -1;
    private readonly ArrayBufferWriter<byte> _output = new(json.Length <= LargestAtOnce ? json.Length : Room);
    private readonly List<DroppedField> _dropped = [];
    private Utf8JsonReader _reader = JsonText.Read(json);
    private ReadOnlySpan<byte> _name;
    private bool _isDirect;
    private bool _isInOuter;
    private bool _isInInner;
    private int _copied;
    private int _previousEnd;

    public ReadOnlyMemory<byte> Run(out IReadOnlyList<DroppedField> dropped)
    {
        while (_reader.Read())
        {
            Locate();
            if (IsKeyName() && IsOfCallback())
                RemoveKeys();
            if (_reader.TokenType is JsonTokenType.PropertyName)
                CleanField();
            else if (_reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                CleanValue();
            else
                _isDirect = false;
            if (_reader.TokenType is not JsonTokenType.PropertyName)
                _previousEnd = (int)_reader.BytesConsumed;
        }

        CopyUpTo(_json.Length);
        dropped = _dropped;
        return _output.WrittenMemory;
    }

    /// <summary>Whether it is in an envelope.</summary>
    private void Locate()
    {
        if (_reader.CurrentDepth == 1)
            _isInOuter = _reader.TokenStartIndex == _outer;
        if (_reader.CurrentDepth <= 2)
            _isInInner = _isInOuter && _reader.TokenStartIndex == _inner;
    }

    /// <summary>Whether a name stands where the callback's own fields do.</summary>
    private readonly bool IsOfCallback() =>
        _reader.CurrentDepth
        == (
            _isInInner ? 3
            : _isInOuter ? 2
            : 1
        );

    private readonly bool IsKeyName() =>
        _reader.TokenType is JsonTokenType.PropertyName && _reader.TryGetText(out var name) && CallbackField.Apikey.IsNamed(name, out _);

    private void RemoveKeys()
    {
        var start = (int)_reader.TokenStartIndex;
        int end;
        do
        {
            _reader.Read();
            _reader.Skip();
            end = (int)_reader.BytesConsumed;
            _reader.Read();
        } while (IsKeyName());

        // With the comma behind it, or, where it is the last, the comma before it.
        var (from, to) = _reader.TokenType is JsonTokenType.PropertyName ? (start, (int)_reader.TokenStartIndex) : (_previousEnd, end);
        CopyUpTo(from);
        _copied = to;
    }

    private void CleanField()
    {
        var isText = _reader.TryGetText(out var name);
        var isSecret = IsSecret(isText, name);
        if (isSecret)
            Replace(_reader.TokenRange());
        if (isText && (CallbackField.Apikey.IsNamed(name, out _) || IsSignature(name)))
        {
            Empty(IsSignature(name) ? Encoding.UTF8.GetString(name) : null);
            return;
        }

        _name = isText && !isSecret ? name : default;
        _isDirect = IsOfCallback();
    }

    private void CleanValue()
    {
        var isKnown = _isDirect && CallbackFields.Find(_name, out _) is not null;
        _isDirect = false;
        if (_reader.TokenType is JsonTokenType.String && _reader.ValueSpan.Length > LongestUnknown && !isKnown)
            Drop(Encoding.UTF8.GetString(_name), _reader.ValueSpan.Length, _reader.TokenRange());
        else if (IsSecret(_reader.TryGetText(out var text), text))
            Replace(_reader.TokenRange());
    }

    /// <summary>Replaces the value that follows a name, whatever it is, unless it is empty.</summary>
    private void Empty(string? dropped)
    {
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        var isEmpty = _reader.TokenType is JsonTokenType.Null || (_reader.TokenType is JsonTokenType.String && _reader.ValueSpan.IsEmpty);
        var length = _reader.TokenType is JsonTokenType.String ? _reader.ValueSpan.Length : 0;
        _reader.Skip();
        var value = start..(int)_reader.BytesConsumed;
        if (isEmpty)
            return;
        if (dropped is null)
            Replace(value);
        else
            Drop(dropped, length > 0 ? length : value.End.Value - start, value);
    }

    private void Drop(string name, int length, Range value)
    {
        DroppedField.Add(_dropped, name, length);
        Replace(value);
    }

    private void Replace(Range place)
    {
        CopyUpTo(place.Start.Value);
        _output.Write("\"\""u8);
        _copied = place.End.Value;
    }

    private void CopyUpTo(int end)
    {
        _output.Write(_json[_copied..end]);
        _copied = end;
    }

    // Some decoders do make text of half a surrogate pair, and would find the secret behind its escapes.
    private readonly bool IsSecret(bool isText, ReadOnlySpan<byte> text) =>
        secrets.AreIn(isText ? text : Encoding.UTF8.GetBytes(Regex.Unescape(Encoding.UTF8.GetString(_reader.ValueSpan))));

    private static bool IsSignature(ReadOnlySpan<byte> name) => name.SequenceEqual("apprSign"u8) || name.SequenceEqual("appr_sign"u8);
}
