using System.Text.Json.Nodes;
using PaySsam.Simulator.Storm;
using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>The bills, by hand: creates, pays, cancels and shows them.</summary>
internal sealed class BillRoutes(Register register, Pusher pusher, Shares shares, Secrets secrets, CancellationToken interrupted)
{
    private const int LongestId = 20;

    /// <summary>Takes <c>[{"bill_id","amount_won"}]</c>: all of it, or nothing.</summary>
    public Reply Create(byte[] body)
    {
        if (
            RequestJson.Read<List<NewBill>>(body) is not { } bills
            || bills.Exists(bill => bill is not { BillId.Length: > 0 and <= LongestId, AmountWon: > 0 })
        )
            return Reply.Text(400, Texts.NoBills);
        var today = KoreanTime.Today;
        return register.TryAdd([
            .. bills.Select(bill => new Bill(bill.BillId, bill.AmountWon, today, Chance.Of(Random.Shared.Next(), 0, 0))),
        ])
            ? Reply.Done
            : Reply.Text(400, Texts.UsedBill);
    }

    /// <summary>Pays one now. It is answered at once, and pushed meanwhile.</summary>
    public Reply Pay(string? id) =>
        Change(id, bill => bill.Pay(KoreanTime.Now.DateTime), Texts.NotPayable, paid => _ = PushPaidAsync(paid));

    /// <summary>Cancels one now, which PaySsam tells nobody unless it has to.</summary>
    public Reply Cancel(string? id, bool tell) =>
        Change(
            id,
            bill => bill.Cancel(KoreanTime.Now.DateTime),
            Texts.NotCancellable,
            cancelled => _ = tell ? PushAsync(cancelled) : Task.CompletedTask
        );

    public Reply Show() => Reply.Json(new JsonArray([.. register.All.Select(Show)]));

    private Reply Change(string? id, Func<Bill, Bill?> change, Phrase senseless, Action<Bill> then)
    {
        if (register.Find(id ?? "") is not { } bill)
            return Reply.Text(404, Texts.UnknownBill);
        if (register.Change(bill.Id, change) is not { } changed)
            return Reply.Text(400, senseless);
        then(changed);
        return Reply.Done;
    }

    private async Task PushPaidAsync(Bill paid)
    {
        if (shares.IsLost(paid))
            Screen.Line(Texts.PushLost(paid.Id));
        else
            await PushAsync(paid);
        if (shares.IsCancelled(paid) && register.Change(paid.Id, bill => bill.Cancel(KoreanTime.Now.DateTime)) is not null)
            Screen.Line(Texts.CancelledSilently(paid.Id));
    }

    private async Task PushAsync(Bill bill)
    {
        try
        {
            var reason = await pusher.PushAsync(new(bill, bill.Movements[^1], 0), interrupted);
            Screen.Line(
                reason is null ? Texts.PushAcknowledged(bill.Id, bill.State) : secrets.Hide($"{Texts.PushGivenUp(bill.Id)} {reason}")
            );
        }
        catch (OperationCanceledException)
        {
            // We are going.
        }
    }

    private static JsonNode Show(Bill bill)
    {
        var callback = bill.Callback("");
        return new JsonObject
        {
            ["bill_id"] = bill.Id,
            ["state"] = bill.State.ToString(),
            ["appr_dt"] = (string)callback[Callback.ApprovedAt]!,
            ["appr_num"] = (string)callback[Callback.Approval]!,
            ["amount_won"] = bill.AmountWon,
            ["day"] = $"{bill.Day:yyyy-MM-dd}",
            ["pushed"] = bill.IsPushed,
        };
    }

    private sealed record NewBill(string BillId, long AmountWon);
}
