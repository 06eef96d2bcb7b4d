using Azure.Data.Tables;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.DeadLetters;

/// <summary>A row of the table <c>DeadLetters</c>: the id is the partition key.</summary>
internal static class DeadLetterRow
{
    public const string Key = "dead-letter";

    public const string Open = "Open";

    // Of the 64 KiB that a property may have, and of the 1 MiB of a row.
    private const int LargestPart = 64_000;
    private const int MostParts = 15;

    /// <summary>Bytes of content that a row takes.</summary>
    public const int LargestContent = MostParts * LargestPart;

    /// <summary>All but the further parts of a content, for lists.</summary>
    public static IEnumerable<string> Listed { get; } =
    [
        "PartitionKey",
        "RowKey",
        Open,
        nameof(DeadLetter.ContentLength),
        nameof(DeadLetter.AuthenticatedBy),
        nameof(DeadLetter.Dropped),
        nameof(DeadLetter.Corrected),
        nameof(DeadLetter.Correction),
        nameof(DeadLetter.ContentType),
        nameof(DeadLetter.BodyLength),
        nameof(DeadLetter.Seal),
        nameof(DeadLetter.Reason),
        nameof(DeadLetter.Queue),
        nameof(DeadLetter.Problem),
        nameof(DeadLetter.Content),
        nameof(DeadLetter.FirstAt),
        nameof(DeadLetter.LastAt),
        nameof(DeadLetter.Count),
        nameof(DeadLetter.RedrivenAt),
        nameof(DeadLetter.DismissedAt),
    ];

    public static TableEntity Write(DeadLetter letter)
    {
        var tooLarge = letter.Content.Length > LargestContent;
        var row = new TableEntity(letter.Id, Key)
        {
            [nameof(DeadLetter.Reason)] = letter.Reason.ToString(),
            [nameof(DeadLetter.Queue)] = letter.Queue,
            [nameof(DeadLetter.Problem)] = tooLarge
                ? $"{letter.Problem}; its {letter.Content.Length} bytes are too large to keep"
                : letter.Problem,
            [nameof(DeadLetter.Content)] = Array.Empty<byte>(),
            [nameof(DeadLetter.ContentLength)] = letter.ContentLength,
            [nameof(DeadLetter.AuthenticatedBy)] = letter.AuthenticatedBy,
            [nameof(DeadLetter.Dropped)] = DroppedJson.Write(letter.Dropped),
            [nameof(DeadLetter.Corrected)] = CorrectedFields.Write(letter.Corrected),
            [nameof(DeadLetter.Correction)] = letter.Correction,
            [nameof(DeadLetter.ContentType)] = letter.ContentType,
            [nameof(DeadLetter.BodyLength)] = letter.BodyLength,
            [nameof(DeadLetter.Seal)] = letter.Seal,
            [nameof(DeadLetter.FirstAt)] = letter.FirstAt,
            [nameof(DeadLetter.LastAt)] = letter.LastAt,
            [nameof(DeadLetter.Count)] = letter.Count,
            [nameof(DeadLetter.RedrivenAt)] = letter.RedrivenAt,
            [nameof(DeadLetter.DismissedAt)] = letter.DismissedAt,
            [Open] = letter is { RedrivenAt: null, DismissedAt: null },
        };
        for (var (part, left) = (0, tooLarge ? default : letter.Content); !left.IsEmpty; part++)
        {
            row[PartName(part)] = left[..Math.Min(LargestPart, left.Length)].ToArray();
            left = left[Math.Min(LargestPart, left.Length)..];
        }

        return row;
    }

    public static DeadLetter Read(TableEntity row) =>
        new()
        {
            Id = row.PartitionKey,
            Reason = Enum.Parse<DeadLetterReason>(row.GetString(nameof(DeadLetter.Reason))),
            Queue = row.GetString(nameof(DeadLetter.Queue)),
            Problem = row.GetString(nameof(DeadLetter.Problem)),
            Content = ReadContent(row),
            ContentLength = row.GetInt32(nameof(DeadLetter.ContentLength)) ?? row.GetBinary(nameof(DeadLetter.Content)).Length,
            AuthenticatedBy = row.GetString(nameof(DeadLetter.AuthenticatedBy)),
            Dropped = DroppedJson.Read(row.GetString(nameof(DeadLetter.Dropped))),
            Corrected = CorrectedFields.Read(row.GetString(nameof(DeadLetter.Corrected))),
            Correction = row.GetString(nameof(DeadLetter.Correction)),
            ContentType = row.GetString(nameof(DeadLetter.ContentType)),
            BodyLength = row.GetInt32(nameof(DeadLetter.BodyLength)),
            Seal = row.GetBinary(nameof(DeadLetter.Seal)),
            FirstAt = row.GetDateTimeOffset(nameof(DeadLetter.FirstAt)).GetValueOrDefault(),
            LastAt = row.GetDateTimeOffset(nameof(DeadLetter.LastAt)).GetValueOrDefault(),
            Count = row.GetInt32(nameof(DeadLetter.Count)).GetValueOrDefault(),
            RedrivenAt = row.GetDateTimeOffset(nameof(DeadLetter.RedrivenAt)),
            DismissedAt = row.GetDateTimeOffset(nameof(DeadLetter.DismissedAt)),
            ETag = row.ETag,
        };

    private static byte[] ReadContent(TableEntity row)
    {
        var parts = Enumerable
            .Range(0, MostParts)
            .Select(part => row.GetBinary(PartName(part)))
            .TakeWhile(part => part is not null)
            .ToList();
        return parts is [var only] ? only : [.. parts.SelectMany(part => part)];
    }

    private static string PartName(int part) => part == 0 ? nameof(DeadLetter.Content) : $"{nameof(DeadLetter.Content)}{part}";
}
