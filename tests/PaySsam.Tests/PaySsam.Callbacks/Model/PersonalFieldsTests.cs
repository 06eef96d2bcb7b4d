using PaySsam.Callbacks.Model;
using PaySsam.LocalHost;
using PaySsam.Tests.Reliability;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Model;

/// <summary>The one list of personal fields, beside whatever else has to know them.</summary>
public sealed class PersonalFieldsTests
{
    [Fact]
    public void No_field_is_both_personal_and_plain() => Assert.Empty(PersonalFields.Personal.Intersect(PersonalFields.Plain));

    [Fact]
    public void A_canary_stands_in_each_personal_field()
    {
        var callback = Some.Parsed(Canaries.Json("A1", ("apikey", null)));

        Assert.All(PersonalFields.Personal, field => Assert.Contains(callback[field], Canaries.Personal));
    }

    [Fact]
    public void The_document_on_privacy_names_each_and_no_other()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "privacy.md"));
        var paragraph = text.Split("\n\n")
            .Single(paragraph => paragraph.StartsWith("**Card and account numbers**", StringComparison.Ordinal));

        Assert.Equal(
            PersonalFields.Personal,
            CallbackFields.All.Where(field => paragraph.Contains($"`{field.WireName()}`", StringComparison.Ordinal))
        );
    }
}
