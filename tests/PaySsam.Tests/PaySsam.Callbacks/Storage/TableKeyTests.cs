using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using PaySsam.Callbacks.Storage;

namespace PaySsam.Tests.Callbacks.Storage;

public class TableKeyTests
{
    [Theory]
    [InlineData("A1", "A1")]
    [InlineData("사업자번호-100000001", "사업자번호-100000001")]
    [InlineData("a A", "a A")]
    [InlineData("a/b", "a~002fb")]
    [InlineData("\\", "~005c")]
    [InlineData("#", "~0023")]
    [InlineData("?", "~003f")]
    [InlineData("~", "~007e")]
    [InlineData("~002f", "~007e002f")]
    [InlineData("\0\t\n\r\u001f", "~0000~0009~000a~000d~001f")]
    [InlineData("\u007f\u0080\u009f\u00a0", "~007f~0080~009f\u00a0")]
    [InlineData("%'+&😀", "%'+&😀")]
    public void A_bill_id_becomes_a_key(string billId, string key) => Assert.Equal(key, TableKey.ForBill(billId));

    [Fact]
    public void Every_key_is_legal_and_leads_back_to_its_id() =>
        Prop.ForAll(
                Ids.ToArbitrary(),
                id =>
                {
                    var key = TableKey.ForBill(id);
                    return Regex.Replace(
                            key,
                            "~([0-9a-f]{4})",
                            match =>
                                ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
                        ) == id
                        && !key.Any(unit => unit is '/' or '\\' or '#' or '?' or < ' ' or (>= '\u007f' and <= '\u009f'));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void No_two_ids_share_a_key() =>
        Prop.ForAll(
                Gen.Two(Ids).ToArbitrary(),
                ids => (ids.Item1 == ids.Item2) == (TableKey.ForBill(ids.Item1) == TableKey.ForBill(ids.Item2))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    // Short strings of what is escaped, what escapes are made of, and anything.
    private static readonly Gen<string> Ids = Gen.OneOf(
            Gen.Elements("/\\#?~02fFe5c3 A\0\u007f\u0085가".ToCharArray()),
            Gen.Choose(0, 0xD7FF).Select(code => (char)code)
        )
        .ListOf()
        .Select(units => new string([.. units.Take(20)]));
}
