namespace PaySsam.Tests.Structure;

/// <summary>A test's name is a sentence that is read at a glance.</summary>
public sealed class TestNameTests
{
    private const int Most = 70;

    [Fact]
    public void No_test_name_is_longer_than_70_characters()
    {
        var names = (
            from type in typeof(TestNameTests).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.IsDefined(typeof(FactAttribute), inherit: true)
            select method.Name
        ).ToList();

        Assert.True(names.Count > 400);
        Assert.DoesNotContain(names, name => name.Length > Most);
    }
}
