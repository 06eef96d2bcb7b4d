using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

internal static class Kinds
{
    /// <summary>Prints how often each was found, the most frequent first.</summary>
    public static void Show(this Secrets secrets, IEnumerable<(Phrase Text, int Count)> kinds)
    {
        foreach (var (text, count) in kinds.OrderByDescending(kind => kind.Count))
            Screen.Line($"  {count:#,0} × {secrets.Hide(text)}");
    }
}
