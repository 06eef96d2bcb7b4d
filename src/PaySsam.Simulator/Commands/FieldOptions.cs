using System.CommandLine;
using System.Text.Json.Nodes;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Commands;

/// <summary>An option for each field of a callback, such as <c>--appr-price</c>; what is not given is made up.</summary>
internal sealed class FieldOptions
{
    private readonly List<(string Field, Option<string?> Option)> _options =
    [
        .. Callback
            .Fields.Where(field => field is not Callback.ApiKey)
            .Select(field =>
                (field, new Option<string?>("--" + field.Replace('_', '-')) { Description = Texts.Field(field), HelpName = field })
            ),
    ];

    public FieldOptions(Command command)
    {
        foreach (var (_, option) in _options)
            command.Options.Add(option);
    }

    public JsonObject Build(ParseResult parsed, string key)
    {
        var given = _options
            .Select(pair => (pair.Field, Value: parsed.GetValue(pair.Option)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Field, pair => pair.Value);
        var state = given.GetValueOrDefault(Callback.State) is [var first] ? first : 'F';
        var callback = Callback.Sample(
            key,
            $"1234567890{Random.Shared.NextInt64(10_000_000_000):0000000000}",
            state,
            KoreanTime.Now.DateTime,
            (ulong)Random.Shared.NextInt64()
        );
        foreach (var (field, value) in given)
            callback[field] = value;
        return callback;
    }
}
