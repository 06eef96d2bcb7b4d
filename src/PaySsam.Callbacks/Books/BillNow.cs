using Azure.Data.Tables;
using PaySsam.Callbacks.Journal;
using PaySsam.Callbacks.Wire;

namespace PaySsam.Callbacks.Books;

/// <summary>The first that is asked of a bill's payment.</summary>
internal sealed record BillNow(ApprState State, DateTimeOffset? ApprovedAt, long? AmountWon)
{
    private static readonly string StateColumn = CallbackField.ApprState.WireName();

    public static IEnumerable<string> Columns { get; } = [StateColumn, nameof(ApprovedAt), nameof(AmountWon)];

    /// <param name="row">A row <c>state</c> of the table <c>Payments</c>.</param>
    public static BillNow Read(TableEntity row) => new(
        Enum.Parse<ApprState>(row.GetString(StateColumn)), row.GetDateTimeOffset(nameof(ApprovedAt)) is { } approvedAt ? KoreanDay.At(approvedAt) : null, row.GetInt64(nameof(AmountWon)));
}
