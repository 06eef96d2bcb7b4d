using System.Text.Json;
using PaySsam.Callbacks.Model;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Retaining;

/// <summary>What is due, and what was done, as JSON.</summary>
internal static class RetentionJson
{
    /// <summary><c>settings: {"personal_days","bill_days","dead_letter_days"}</c>; null where not set.</summary>
    public static void WriteSettings(Utf8JsonWriter json, RetentionOptions options)
    {
        json.WriteStartObject("settings");
        WriteDays(json, "personal_days", options.PersonalDays);
        WriteDays(json, "bill_days", options.BillDays);
        WriteDays(json, "dead_letter_days", options.DeadLetterDays);
        json.WriteEndObject();
    }

    /// <summary>
    /// <c>"bills":{"erased","deleted"},"dead_letters":{…},"expected_bills":{…},"damaged"</c>.
    /// </summary>
    public static void WriteCounts(Utf8JsonWriter json, RetentionCounts counts)
    {
        Write(json, "bills", counts.BillsErased, counts.BillsDeleted);
        Write(json, "dead_letters", counts.LettersErased, counts.LettersDeleted);
        Write(json, "expected_bills", counts.ExpectedErased, counts.ExpectedDeleted);
        json.WriteNumber("damaged", counts.Damaged);
    }

    /// <summary><c>due</c>: the counts, <c>oldest</c>, and whether that is <c>all</c>.</summary>
    public static void WriteDue(Utf8JsonWriter json, RetentionCounts due, bool isAll)
    {
        json.WriteStartObject("due");
        WriteCounts(json, due);
        json.WriteTime("oldest", due.Oldest);
        json.WriteBoolean("all", isAll);
        json.WriteEndObject();
    }

    /// <summary><c>{"started_at","finished_at","finished"}</c> and the counts.</summary>
    public static void Write(Utf8JsonWriter json, RetentionRun run)
    {
        json.WriteString("started_at", run.StartedAt.UtcDateTime);
        json.WriteTime("finished_at", run.FinishedAt);
        json.WriteBoolean("finished", run.FinishedAt is not null);
        WriteCounts(json, run.Done);
    }

    private static void Write(Utf8JsonWriter json, string name, int erased, int deleted)
    {
        json.WriteStartObject(name);
        json.WriteNumber("erased", erased);
        json.WriteNumber("deleted", deleted);
        json.WriteEndObject();
    }

    private static void WriteDays(Utf8JsonWriter json, string name, int? days)
    {
        if (days is null)
            json.WriteNull(name);
        else
            json.WriteNumber(name, days.Value);
    }
}
