using System.Text.Json;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Tests.Callbacks.Wire;

public class CallbackFieldsTests
{
    [Fact]
    public void There_are_the_20_fields_of_the_provider()
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "callback.json")))!.AsObject();

        Assert.Equal(20, CallbackFields.All.Length);
        Assert.Equal(sample.Select(field => field.Key).Order(), CallbackFields.All.Select(field => field.WireName()).Order());
    }

    [Fact]
    public void Each_is_declared_as_its_wire_name_says() =>
        Assert.All(CallbackFields.All, field =>
            Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(field.ToString()), field.WireName()));

    [Fact]
    public void They_are_declared_in_ordinal_order_which_the_callback_id_relies_on() =>
        Assert.Equal(
            CallbackFields.All.Select(field => field.WireName()).Order(StringComparer.Ordinal),
            CallbackFields.All.Select(field => field.WireName()));
}
