using Azure.Data.Tables;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>A row of the table <c>DeadLetters</c>: the id is the partition key.</summary>
internal static class DeadLetterRow
{
    public const string Key = "dead-letter";

    public const string Open = "Open";

    // Table Storage's limit on a property, and that of Queue Storage on a message.
    private const int LargestContent = 64 * 1024;

    public static TableEntity Write(DeadLetter letter)
    {
        var tooLarge = letter.Content.Length > LargestContent;
        return new TableEntity(letter.Id, Key)
        {
            [nameof(DeadLetter.Reason)] = letter.Reason.ToString(),
            [nameof(DeadLetter.Queue)] = letter.Queue,
            [nameof(DeadLetter.Problem)] = tooLarge ? $"{letter.Problem}; its {letter.Content.Length} bytes are too large to keep" : letter.Problem,
            [nameof(DeadLetter.Content)] = tooLarge ? [] : letter.Content.ToArray(),
            [nameof(DeadLetter.FirstAt)] = letter.FirstAt,
            [nameof(DeadLetter.LastAt)] = letter.LastAt,
            [nameof(DeadLetter.Count)] = letter.Count,
            [nameof(DeadLetter.RedrivenAt)] = letter.RedrivenAt,
            [nameof(DeadLetter.DismissedAt)] = letter.DismissedAt,
            [Open] = letter is { RedrivenAt: null, DismissedAt: null },
        };
    }

    public static DeadLetter Read(TableEntity row) => new()
    {
        Id = row.PartitionKey,
        Reason = Enum.Parse<DeadLetterReason>(row.GetString(nameof(DeadLetter.Reason))),
        Queue = row.GetString(nameof(DeadLetter.Queue)),
        Problem = row.GetString(nameof(DeadLetter.Problem)),
        Content = row.GetBinary(nameof(DeadLetter.Content)),
        FirstAt = row.GetDateTimeOffset(nameof(DeadLetter.FirstAt)).GetValueOrDefault(),
        LastAt = row.GetDateTimeOffset(nameof(DeadLetter.LastAt)).GetValueOrDefault(),
        Count = row.GetInt32(nameof(DeadLetter.Count)).GetValueOrDefault(),
        RedrivenAt = row.GetDateTimeOffset(nameof(DeadLetter.RedrivenAt)),
        DismissedAt = row.GetDateTimeOffset(nameof(DeadLetter.DismissedAt)),
        ETag = row.ETag,
    };
}
