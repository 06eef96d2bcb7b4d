using System.Text;
using PaySsam.Callbacks.Http;

namespace PaySsam.Tests.Callbacks.Http;

public class BaseTests
{
    [Fact]
    public void Success_is_what_certification_compares_byte_for_byte() =>
        Assert.Equal(
            "7B22636F6465223A2230303030222C226D7367223A22EC84B1EAB3B5ED9598EC9880EC8AB5EB8B88EB8BA42E227D",
            Convert.ToHexString(Base.Success.Span)
        );

    [Fact]
    public void An_error_is_JSON_whatever_its_text() =>
        Assert.Equal("""{"code":"9999","msg":"a \"quote\", 한글"}""", Encoding.UTF8.GetString(Base.Error("a \"quote\", 한글").Span));
}
