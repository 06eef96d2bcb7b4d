using System.Reflection;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Tests.Simulator;

/// <summary>Everything is said in both languages.</summary>
public class TextsTests
{
    private const BindingFlags Everything = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static TheoryData<string> Names => [.. All().Select(text => text.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_is_missing_in_either_language(string name) =>
        Assert.All(
            All().Where(text => text.Name == name),
            text =>
            {
                Assert.Contains(text.Phrase.Ko, IsHangul);
                Assert.Contains(text.Phrase.En, char.IsAsciiLetter);
                Assert.NotEqual(text.Phrase.Ko, text.Phrase.En);
            }
        );

    private static bool IsHangul(char character) => character is >= '가' and <= '힣';

    private static IEnumerable<(string Name, Phrase Phrase)> All() =>
        [
            .. typeof(Texts)
                .GetFields(Everything)
                .Where(field => field.FieldType == typeof(Phrase))
                .Select(field => (field.Name, (Phrase)field.GetValue(null)!)),
            .. typeof(Texts)
                .GetMethods(Everything)
                .Where(method => method.ReturnType == typeof(Phrase))
                .SelectMany(method => Arguments(method).Select(arguments => (method.Name, (Phrase)method.Invoke(null, arguments)!))),
        ];

    /// <summary>Every value of the arguments that choose a text, and any of the others.</summary>
    private static IEnumerable<object?[]> Arguments(MethodInfo method) =>
        method.GetParameters() switch
        {
            [{ ParameterType: { IsEnum: true } type }] => Enum.GetValues(type).Cast<object>().Select(value => new object?[] { value }),
            [{ ParameterType: { } type }] when type == typeof(char) => "WDFC".Select(state => new object?[] { state }),
            _ when method.Name is nameof(Texts.Field) => Callback
                .Fields.Where(field => field is not Callback.ApiKey)
                .Select(field => new object?[] { field }),
            _ when method.Name is nameof(Texts.Summary) =>
            [
                [1, 0, 0],
                [1, 1, 0],
                [1, 1, 1],
            ],
            _ when method.Name is nameof(Texts.Unread) or nameof(Texts.NoFile) =>
            [
                [0, Failure.Refused],
                [200, null],
                [401, null],
                [404, null],
                [500, null],
            ],
            _ when method.Name is nameof(Texts.ContentType) =>
            [
                ["text/html"],
                [null],
            ],
            var parameters =>
            [
                [
                    .. parameters.Select(parameter =>
                        parameter.ParameterType == typeof(string) ? "" : Activator.CreateInstance(parameter.ParameterType)
                    ),
                ],
            ],
        };
}
