namespace PaySsam.Callbacks.Receiving;

/// <summary>What became of a callback at the door.</summary>
internal enum ReceiveOutcome
{
    /// <summary>Durably enqueued, and acknowledged.</summary>
    Accepted,

    /// <summary>More than <see cref="BodyReader.LargestBody"/> bytes, as it came or decompressed.</summary>
    Oversize,

    /// <summary>
    /// Neither a JSON object nor form fields; kept as a dead letter if a credential is right or it holds a live key.
    /// </summary>
    Unreadable,

    /// <summary>No key and no right token, or a key that is not ours; kept as a dead letter where the token is right.</summary>
    Unauthorized,

    /// <summary>Ours, but not a valid callback; kept as a dead letter.</summary>
    Invalid,

    /// <summary>Not stored; PaySsam has to try again.</summary>
    Unavailable,
}

internal static class ReceiveOutcomes
{
    /// <summary>Whether a caller without a live key came to this. Anybody can, at any rate: it is no failure of ours.</summary>
    public static bool IsOfStranger(this ReceiveOutcome outcome) =>
        outcome is ReceiveOutcome.Oversize or ReceiveOutcome.Unreadable or ReceiveOutcome.Unauthorized;
}
