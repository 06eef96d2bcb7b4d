using PaySsam.Callbacks.Model;

namespace PaySsam.Tests.Callbacks.Model;

public class StateTextTests
{
    [Theory]
    [InlineData("W", ApprState.W)]
    [InlineData("D", ApprState.D)]
    [InlineData("F", ApprState.F)]
    [InlineData("C", ApprState.C)]
    [InlineData("w", ApprState.W)]
    [InlineData("d", ApprState.D)]
    [InlineData("f", ApprState.F)]
    [InlineData("c", ApprState.C)]
    [InlineData("Ｆ", ApprState.F)]
    [InlineData("ｃ", ApprState.C)]
    [InlineData("F ", ApprState.F)]
    [InlineData("\t\r\n F", ApprState.F)]
    [InlineData("\u00A0F\u00A0", ApprState.F)]
    [InlineData("\u3000Ｆ\u3000", ApprState.F)]
    public void A_state_is_read_in_either_case_and_width(string text, ApprState state) => Assert.Equal(state, StateText.Read(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("X")]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("FF")]
    [InlineData("F,C")]
    [InlineData("F C")]
    [InlineData("paid")]
    [InlineData("완료")]
    [InlineData("\u200BF")]
    [InlineData("\uFEFFF")]
    [InlineData("Ｆ\u0301")]
    [InlineData("ꓝ")]
    [InlineData("С")]
    public void Whatever_else_is_no_state(string? text) => Assert.Null(StateText.Read(text));
}
