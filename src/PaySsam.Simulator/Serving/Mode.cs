using System.Text.RegularExpressions;
using PaySsam.Simulator.Commands;

namespace PaySsam.Simulator.Serving;

/// <summary>What is wrong with the answers to read calls.</summary>
/// <param name="Fail">Their HTTP status; 0 for none.</param>
/// <param name="Html">Whether each is a page of HTML, with HTTP 200.</param>
/// <param name="WrongKey">Whether each is that to a wrong key.</param>
/// <param name="Slow">Seconds that each waits.</param>
/// <param name="Plain">Whether v1 tells a bill alone, without a code, as seen in production.</param>
/// <param name="CMeansReceived">Whether a paid bill is answered with C in place of F.</param>
/// <param name="Code">The code of each, such as <c>PARTNER_004</c>; null for the one that is right.</param>
internal sealed partial record Mode(
    int Fail = 0,
    bool Html = false,
    bool WrongKey = false,
    double Slow = 0,
    bool Plain = false,
    bool CMeansReceived = false,
    string? Code = null
)
{
    /// <summary>Within the limits of the options of the same names.</summary>
    public bool IsPossible => AnswerOptions.IsFailure(Fail) && Slow is >= 0 and <= AnswerOptions.LongestWait && IsCode(Code);

    /// <summary>Whether it looks like one of PaySsam's codes, or is none.</summary>
    public static bool IsCode(string? code) => code is null || CodeForm().IsMatch(code);

    [GeneratedRegex(@"^[A-Z0-9_]{1,30}\z")]
    private static partial Regex CodeForm();
}
