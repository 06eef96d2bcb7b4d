using Azure.Data.Tables;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reading;

/// <summary>The first that is asked of a bill's payment.</summary>
internal sealed record BillNow(ApprState State, DateTimeOffset? ApprovedAt, long? AmountWon)
{
    private static readonly string StateColumn = CallbackField.ApprState.WireName();

    public static IEnumerable<string> Columns { get; } = [StateColumn, nameof(ApprovedAt), nameof(AmountWon)];

    /// <summary>Null where somebody has damaged the row: it must not hide the rest of a list.</summary>
    /// <param name="row">A row <c>state</c> of the table <c>Payments</c>.</param>
    public static BillNow? Read(TableEntity row)
    {
        try
        {
            if (StateText.Read(row.GetString(StateColumn)) is not { } state)
                return null;
            var approvedAt = row.GetDateTimeOffset(nameof(ApprovedAt));
            return new BillNow(state, approvedAt is { } time ? KoreanDay.At(time) : null, row.GetInt64(nameof(AmountWon)));
        }
        catch (InvalidOperationException)
        {
            return null; // A property of another type.
        }
    }
}
