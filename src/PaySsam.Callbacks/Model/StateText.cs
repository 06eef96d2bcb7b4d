namespace PaySsam.Callbacks.Model;

/// <summary>Reads <c>appr_state</c>.</summary>
internal static class StateText
{
    /// <summary>W, D, F or C, in either case and width, with white space around it; null for anything else.</summary>
    public static ApprState? Read(string? text) =>
        PlainText.Of(text) switch
        {
            "W" or "w" => ApprState.W,
            "D" or "d" => ApprState.D,
            "F" or "f" => ApprState.F,
            "C" or "c" => ApprState.C,
            _ => null,
        };
}
