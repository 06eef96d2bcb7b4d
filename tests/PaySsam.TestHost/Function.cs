using System.Text.Json;
using PaySsam.TestHost.Rpc;

namespace PaySsam.TestHost;

/// <summary>A function, as the worker declares it.</summary>
internal sealed class Function
{
    private readonly JsonElement _trigger;

    public Function(RpcFunctionMetadata metadata)
    {
        Metadata = metadata;
        _trigger = metadata
            .RawBindings.Select(binding => JsonSerializer.Deserialize<JsonElement>(binding))
            .Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
    }

    public RpcFunctionMetadata Metadata { get; }

    public string Id => Metadata.FunctionId;

    public bool IsHttp => IsTriggeredBy("httpTrigger");

    public bool IsTimer => IsTriggeredBy("timerTrigger");

    public bool IsQueue => IsTriggeredBy("queueTrigger");

    /// <summary>The name of the parameter that the trigger fills.</summary>
    public string Parameter => Text("name");

    public string Route => $"/api/{Text("route")}";

    public string[] Methods =>
        [.. _trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())];

    public string Queue => Text("queueName");

    /// <summary>The setting that its storage stands in.</summary>
    public string Connection => Text("connection");

    private bool IsTriggeredBy(string type) => Text("type").Equals(type, StringComparison.OrdinalIgnoreCase);

    private string Text(string property) => _trigger.GetProperty(property).GetString()!;
}
