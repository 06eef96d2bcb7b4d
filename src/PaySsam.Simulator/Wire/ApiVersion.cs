namespace PaySsam.Simulator.Wire;

/// <summary>The versions of PaySsam's API: a callback says the same in both, by other names.</summary>
internal enum ApiVersion
{
    /// <summary><c>bill_id</c>.</summary>
    V1,

    /// <summary><c>billId</c>.</summary>
    V2,
}
