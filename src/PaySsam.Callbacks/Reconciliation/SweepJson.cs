using System.Text.Json;
using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Reconciliation;

/// <summary>
/// A sweep as JSON:
/// <c>{"day","days_after","started_at","finished_at","finished","problem","asked","unchanged","found","drift","unknown","odd",
/// "bills":[{"bill_id","result","held","answered","problem"}]}</c>. <c>days_after</c> is 0 where an operator asked; <c>bills</c>
/// are the first
/// 100 that are not unchanged.
/// </summary>
internal static class SweepJson
{
    public static void Write(Utf8JsonWriter json, Sweep sweep)
    {
        json.WriteString("day", KoreanDay.Text(sweep.Day));
        json.WriteNumber("days_after", sweep.DaysAfter);
        json.WriteString("started_at", sweep.StartedAt.UtcDateTime);
        json.WriteTime("finished_at", sweep.FinishedAt);
        json.WriteBoolean("finished", sweep.FinishedAt is not null);
        json.WriteString("problem", sweep.Problem);
        json.WriteNumber("asked", sweep.Asked);
        json.WriteNumber("unchanged", sweep.Unchanged);
        json.WriteNumber("found", sweep.Found);
        json.WriteNumber("drift", sweep.Drift);
        json.WriteNumber("unknown", sweep.Unknown);
        json.WriteNumber("odd", sweep.Odd);
        json.WriteObjects("bills", sweep.Findings, finding => WriteFinding(json, finding));
    }

    public static void WriteFinding(Utf8JsonWriter json, SweepFinding finding)
    {
        json.WriteString("bill_id", finding.BillId);
        json.WriteString("result", finding.Result);
        json.WriteString("held", finding.Held);
        json.WriteString("answered", finding.Answered);
        json.WriteString("problem", finding.Problem);
    }
}
