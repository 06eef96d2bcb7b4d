using PaySsam.Callbacks.Reading;

namespace PaySsam.Tests.Callbacks.Reading;

public class CsvTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("신한카드", "신한카드")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("'a", "'a")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@a", "'@a")]
    [InlineData("\t=a", "'\t=a")]
    [InlineData("\r=a", "\"'\r=a\"")]
    [InlineData("\n=a", "\"'\n=a\"")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("=HYPERLINK(\"http://a\",\"b\")", "\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\"")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\u00A0+1", "'\u00A0+1")]
    [InlineData("\uFEFF-1", "'\uFEFF-1")]
    [InlineData("\u3000\u200B＠a", "'\u3000\u200B＠a")]
    [InlineData("\0=1", "'\uFFFD=1")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData("\"=1", "\"'\"\"=1\"")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData(";=1;+2; -3", ";'=1;'+2; '-3")]
    [InlineData("a;\"=1\"", "\"a;\"\"'=1\"\"\"")]
    [InlineData("a\n=1", "\"a\n'=1\"")]
    [InlineData("a\t=1", "a\t'=1")]
    [InlineData("a; b=c", "a; b=c")]
    [InlineData("   ", "   ")]
    public void A_cell_is_quoted_where_it_must_be_and_never_a_formula(string? text, string? cell) => Assert.Equal(cell, Csv.Text(text));

    [Fact]
    public void A_line_ends_as_RFC_4180_says() => Assert.Equal("a,,c\r\n", Csv.Line("a", null, "c"));
}
