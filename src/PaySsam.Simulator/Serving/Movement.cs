namespace PaySsam.Simulator.Serving;

/// <summary>Money that moved: a payment or a cancellation.</summary>
/// <param name="Won">Never negative.</param>
/// <param name="At">Korean time.</param>
/// <param name="Number">The approval number; empty for cash.</param>
/// <param name="Cancels">The payment that is cancelled; null for a payment.</param>
internal sealed record Movement(long Won, DateTime At, string Number, Movement? Cancels = null);
