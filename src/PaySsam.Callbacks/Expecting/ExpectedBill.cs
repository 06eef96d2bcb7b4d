namespace PaySsam.Callbacks.Expecting;

/// <summary>A bill that the partner has sent out.</summary>
/// <param name="BillId">Its id.</param>
/// <param name="AmountWon">What is to be paid.</param>
/// <param name="ExpiresOn">The last Korean day on which it can be paid.</param>
/// <param name="Member">By whose account PaySsam is asked; the configured one when null.</param>
/// <param name="Merchant">Likewise.</param>
/// <param name="RegisteredOn">The Korean day on which we first heard of it.</param>
internal sealed record ExpectedBill(
    string BillId,
    long AmountWon,
    DateOnly ExpiresOn,
    string? Member,
    string? Merchant,
    DateOnly RegisteredOn
);
