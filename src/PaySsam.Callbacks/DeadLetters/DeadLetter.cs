namespace PaySsam.Callbacks.DeadLetters;

/// <summary>Something that was authenticated, or came from our own queue, but can never be recorded as it is.</summary>
/// <param name="Reason">Why it is here.</param>
/// <param name="Problem">What is wrong with it, in words that quote nothing of it.</param>
/// <param name="Content">A callback's JSON without keys, or a queue message's text.</param>
/// <param name="At">When it came, UTC.</param>
public sealed record DeadLetter(DeadLetterReason Reason, string Problem, ReadOnlyMemory<byte> Content, DateTimeOffset At);

/// <summary>Why a dead letter was kept.</summary>
public enum DeadLetterReason
{
    /// <summary>An authenticated callback that is not valid.</summary>
    InvalidCallback,

    /// <summary>A queue message that cannot be read.</summary>
    UnreadableMessage,
}
