using System.Text.Json;

namespace PaySsam.Tests.Infra;

/// <summary>The compiled template, its modules included.</summary>
internal sealed class ArmTemplate(JsonElement root)
{
    private static readonly Lazy<Task<ArmTemplate>> Compiled = new(CompileAsync);

    /// <summary>infra/main.bicep, compiled once.</summary>
    public static Task<ArmTemplate> MainAsync() => Compiled.Value;

    public JsonElement Root => root;

    /// <summary>This template and those of its modules.</summary>
    public IEnumerable<ArmTemplate> All =>
        [this, .. Resources().Where(resource => Type(resource) == "Microsoft.Resources/deployments").Select(Module)];

    /// <summary>The resources of one type in all modules, without those that are only looked up.</summary>
    public IReadOnlyList<JsonElement> Of(string type)
    {
        var found = All.SelectMany(template => template.Resources())
            .Where(resource => Type(resource) == type && !resource.TryGetProperty("existing", out _))
            .ToList();
        Assert.NotEmpty(found);
        return found;
    }

    public JsonElement One(string type) => Assert.Single(Of(type));

    public IEnumerable<JsonProperty> Parameters => Section("parameters");

    public IEnumerable<JsonProperty> Outputs => Section("outputs");

    /// <summary>A variable of the module that declares it.</summary>
    public JsonElement Variable(string name) =>
        Assert.Single(All.SelectMany(template => template.Section("variables")), variable => variable.Name == name).Value;

    /// <summary>A resource by its name in Bicep, in a module that keeps those names: one that looks resources up.</summary>
    public JsonElement Named(string symbol) =>
        Assert
            .Single(
                All.Select(template => template.Root.GetProperty("resources")),
                resources => resources.ValueKind is JsonValueKind.Object && resources.TryGetProperty(symbol, out _)
            )
            .GetProperty(symbol);

    public static string? Type(JsonElement resource) => resource.GetProperty("type").GetString();

    private static ArmTemplate Module(JsonElement deployment) => new(deployment.GetProperty("properties").GetProperty("template"));

    private IEnumerable<JsonElement> Resources()
    {
        var resources = root.GetProperty("resources");
        return resources.ValueKind is JsonValueKind.Array
            ? resources.EnumerateArray()
            : resources.EnumerateObject().Select(resource => resource.Value);
    }

    private IEnumerable<JsonProperty> Section(string name)
    {
        if (!root.TryGetProperty(name, out var section))
            yield break;
        foreach (var named in section.EnumerateObject())
            yield return named;
    }

    private static async Task<ArmTemplate> CompileAsync()
    {
        var (exitCode, output, errors) = await BicepCli.RunAsync("build", BicepCli.Infra("main.bicep"), "--stdout");
        Assert.Equal((0, ""), (exitCode, errors));
        return new ArmTemplate(JsonDocument.Parse(output).RootElement);
    }
}
