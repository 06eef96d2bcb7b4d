using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Callbacks.Model;

public class CallbackFieldsTests
{
    [Theory]
    [InlineData("callback.json", false)]
    [InlineData("callback.v2.json", true)]
    public void There_are_the_20_fields_of_the_provider_in_either_version(string sample, bool v2)
    {
        var names = JsonNode
            .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", sample)))!
            .AsObject()
            .Select(field => field.Key);

        Assert.Equal(20, CallbackFields.All.Length);
        Assert.Equal(names.Order(), CallbackFields.All.Select(field => v2 ? field.V2Name() : field.WireName()).Order());
    }

    [Fact]
    public void Each_is_declared_as_its_wire_names_say() =>
        Assert.All(
            CallbackFields.All,
            field =>
            {
                Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(field.ToString()), field.WireName());
                Assert.Equal(
                    field is CallbackField.Apikey ? "apiKey" : JsonNamingPolicy.CamelCase.ConvertName(field.ToString()),
                    field.V2Name()
                );
            }
        );

    [Fact]
    public void Each_is_found_by_both_names_and_by_no_other() =>
        Assert.All(
            CallbackFields.All,
            field =>
            {
                Assert.Equal((field, false), (CallbackFields.Find(Encoding.UTF8.GetBytes(field.WireName()), out var isV2), isV2));
                Assert.Equal((field, true), (CallbackFields.Find(Encoding.UTF8.GetBytes(field.V2Name()), out isV2), isV2));
                foreach (
                    var other in new[]
                    {
                        field.ToString(),
                        field.WireName().ToUpperInvariant(),
                        field.V2Name() + "s",
                        field.WireName()[1..],
                        "",
                    }
                )
                    Assert.Null(CallbackFields.Find(Encoding.UTF8.GetBytes(other), out _));
            }
        );

    [Fact]
    public void They_are_declared_in_the_ordinal_order_of_their_names() =>
        Assert.Equal(
            CallbackFields.All.Select(field => field.WireName()).Order(StringComparer.Ordinal),
            CallbackFields.All.Select(field => field.WireName())
        );
}
