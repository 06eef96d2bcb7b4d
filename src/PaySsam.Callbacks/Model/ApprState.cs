namespace PaySsam.Callbacks.Model;

/// <summary>
/// What <c>appr_state</c> says of a bill. Declared from the lowest rank to the highest: an approval proves that
/// money moved, so a withdrawal never hides it, and a cancellation follows a payment.
/// </summary>
public enum ApprState
{
    /// <summary>Unpaid (미결제).</summary>
    W,

    /// <summary>Destroyed (파기): an unpaid bill was withdrawn.</summary>
    D,

    /// <summary>Paid (결제완료).</summary>
    F,

    /// <summary>Cancelled (취소) after it was paid.</summary>
    C,
}
