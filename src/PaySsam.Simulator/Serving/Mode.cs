using PaySsam.Simulator.Commands;

namespace PaySsam.Simulator.Serving;

/// <summary>What is wrong with the answers to read calls.</summary>
/// <param name="Fail">Their HTTP status; 0 for none.</param>
/// <param name="Html">Whether each is a page of HTML, with HTTP 200.</param>
/// <param name="WrongKey">Whether each is that to a wrong key.</param>
/// <param name="Slow">Seconds that each waits.</param>
internal sealed record Mode(int Fail = 0, bool Html = false, bool WrongKey = false, double Slow = 0)
{
    /// <summary>Within the limits of the options of the same names.</summary>
    public bool IsPossible => AnswerOptions.IsFailure(Fail) && Slow is >= 0 and <= AnswerOptions.LongestWait;
}
