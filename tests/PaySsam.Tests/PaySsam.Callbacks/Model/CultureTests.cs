using System.Globalization;
using PaySsam.Callbacks.Model;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Model;

/// <summary>What is read does not depend on the machine's culture.</summary>
public class CultureTests
{
    private const int Texts = 50_000;
    private const string Alphabet =
        "0123456789012345678901234567890123456789,.-+/: TZeE₩￦\\원KRWFCDWfcdwِ٥५０９，．－：　Ｆ\u00A0\t\u200B\u2212~;_";

    private static readonly string[] Seeds =
    [
        "20250105134753",
        "2025-01-05 13:47:53",
        "2025/01/05T13:47Z",
        "1,234,567원",
        "-₩50,000.00KRW",
        "5e4",
        "F",
        "２０２５０１０５１３４７",
    ];

    [Fact]
    public async Task Random_texts_are_read_alike_in_any_culture()
    {
        var random = new Random(Seed.Value);
        var texts = Enumerable.Range(0, Texts).Select(_ => Text(random)).ToArray();
        var expected = await ReadAllAsync(CultureInfo.InvariantCulture, texts);

        Assert.True(expected.Count(read => read.Amount is not null) > Texts / 100);
        Assert.True(expected.Count(read => read.Time is not null) > Texts / 100);
        Assert.True(expected.Count(read => read.State is not null) > Texts / 100);
        foreach (var culture in new[] { Hostile(",", ".", "~"), Hostile("٫", "٬", "\u2212"), Hostile(";", "_", "+") })
            Assert.Equal(expected, await ReadAllAsync(culture, texts));
    }

    /// <summary>A text of one of the forms with up to two characters changed, so that many can still be read.</summary>
    private static string Text(Random random)
    {
        var text = Seeds[random.Next(Seeds.Length)].ToList();
        for (var change = random.Next(3); change > 0 && text.Count > 0; change--)
        {
            var place = random.Next(text.Count);
            switch (random.Next(3))
            {
                case 0:
                    text[place] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 1:
                    text.Insert(place, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                default:
                    text.RemoveAt(place);
                    break;
            }
        }

        return new string([.. text]);
    }

    private static Task<(ApprState? State, long? Amount, ToldTime? Time)[]> ReadAllAsync(CultureInfo culture, string[] texts) =>
        Task.Run(() =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            return Array.ConvertAll(texts, text => (StateText.Read(text), AmountText.Read(text), TimeText.Read(text)));
        });

    private static CultureInfo Hostile(string point, string group, string minus)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = culture.NumberFormat.CurrencyDecimalSeparator = point;
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.CurrencyGroupSeparator = group;
        culture.NumberFormat.NegativeSign = minus;
        culture.NumberFormat.CurrencySymbol = "5";
        culture.DateTimeFormat.DateSeparator = group;
        culture.DateTimeFormat.TimeSeparator = point;
        return culture;
    }
}
