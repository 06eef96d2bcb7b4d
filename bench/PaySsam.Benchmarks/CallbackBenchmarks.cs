using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Receiving;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Benchmarks;

/// <summary>One callback of 600 bytes, without any I/O.</summary>
[MemoryDiagnoser]
public class CallbackBenchmarks
{
    private const string Key = "a-key-of-the-benchmark";
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly Authenticator _authenticator = CreateAuthenticator();
    private readonly byte[] _body = Sample("callback.json");
    private readonly byte[] _bodyOfV2 = Sample("callback.v2.json");
    private readonly ReadOnlyMemory<byte> _json;
    private readonly Callback _callback;
    private readonly Callback _cancelled;
    private readonly string?[] _values;
    private readonly byte[] _item;
    private readonly string _message;

    public CallbackBenchmarks()
    {
        _json = _authenticator.Authenticate(_body).Json;
        _callback = Parse();
        _cancelled = Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_body).Replace("\"F\"", "\"C\"", StringComparison.Ordinal)));
        _values = [.. CallbackFields.All.Select(field => _callback[field])];
        _item = Encode();
        _message = CallbackMessage.Join([.. Enumerable.Repeat(_item, 50)]);
    }

    /// <summary>All that the acknowledgement does to a callback: authenticate, parse, id, encode.</summary>
    [Benchmark]
    public byte[] Receive() => Receive(_body);

    /// <summary>The same callback by the names of API v2.</summary>
    [Benchmark]
    public byte[] ReceiveV2() => Receive(_bodyOfV2);

    [Benchmark]
    public Authentication Authenticate() => _authenticator.Authenticate(BodyText.Of(_body).Text.Span).Result;

    /// <summary>With the id.</summary>
    [Benchmark]
    public Callback Parse() => Parse(_json);

    [Benchmark]
    public string Id() => CallbackId.Compute(_values, []);

    [Benchmark]
    public Callback Merge() => MergeRule.Merge(_callback, _cancelled);

    [Benchmark]
    public byte[] Encode() => CallbackMessage.EncodeItem(new ReceivedCallback(_callback, Time, null));

    [Benchmark]
    public string JoinFifty() => CallbackMessage.Join([.. Enumerable.Repeat(_item, 50)]);

    [Benchmark]
    public bool DecodeFifty() => CallbackMessage.TryDecode(_message, out _, out _);

    private byte[] Receive(byte[] body)
    {
        var door = _authenticator.Authenticate(BodyText.Of(body).Text.Span);
        return CallbackMessage.EncodeItem(
            new ReceivedCallback(Parse(door.Json), Time, null) { AuthenticatedBy = "key", Dropped = door.Dropped }
        );
    }

    private static Authenticator CreateAuthenticator()
    {
        var options = Options.Create(new PaySsamOptions { ApiKeys = [Key] });
        var nothing = new ConfigurationBuilder().Build();
        return new(
            new Credentials(options),
            new Secrets(options, ApiOptions.Read(nothing, loopback: false), WebhookOptions.Read(nothing, loopback: false))
        );
    }

    private static byte[] Sample(string name) =>
        Encoding.UTF8.GetBytes(
            File.ReadAllText(Path.Combine(PaySsam.LocalHost.Repository.Root, "samples", name))
                .Replace("local-development-key", Key, StringComparison.Ordinal)
        );

    private static Callback Parse(ReadOnlyMemory<byte> json) =>
        CallbackParser.TryParse(json, out var callback, out var problem) ? callback : throw new InvalidOperationException(problem);
}
