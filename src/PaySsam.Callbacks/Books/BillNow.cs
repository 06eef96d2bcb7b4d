using Azure.Data.Tables;
using PaySsam.Callbacks.Journal;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Books;

/// <summary>The first that is asked of a bill's payment.</summary>
internal sealed record BillNow(ApprState State, DateTimeOffset? ApprovedAt, long? AmountWon)
{
    private static readonly string StateColumn = CallbackField.ApprState.WireName();

    public static IEnumerable<string> Columns { get; } = [StateColumn, nameof(ApprovedAt), nameof(AmountWon)];

    /// <summary>Null where the row is damaged.</summary>
    /// <param name="row">A row <c>state</c> of the table <c>Payments</c>.</param>
    public static BillNow? Read(TableEntity row)
    {
        try
        {
            var approvedAt = row.GetDateTimeOffset(nameof(ApprovedAt));
            return new(
                Enum.Parse<ApprState>(row.GetString(StateColumn)),
                approvedAt is { } at ? KoreanDay.At(at) : null,
                row.GetInt64(nameof(AmountWon)));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
