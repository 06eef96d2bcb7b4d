using PaySsam.Callbacks.Http;
using PaySsam.Callbacks.Settings;

namespace PaySsam.Callbacks.Following;

/// <summary>Answers an operator: does the webhook work?</summary>
public sealed class WebhookDesk(WebhookOptions options, ChangeOptions changes, WebhookSender sender, TimeProvider time)
{
    /// <summary>
    /// Posts one event of type <c>kr.payssam.webhook.test.v1</c>, once, as any other is posted: 200
    /// <c>{"delivered","problem"}</c>; 409 where no webhook is configured.
    /// </summary>
    public async Task<Reply> TestAsync(CancellationToken cancellationToken)
    {
        if (options.Url is null)
            return new Reply(409, Base.Error("No webhook is configured: set PaySsam__Webhook__Url."));
        var now = time.GetUtcNow();
        var id = $"test-{Guid.NewGuid():N}";
        var result = await sender.PostAsync(id, ChangeEvent.WriteTest(changes.Source, id, now), cancellationToken);
        return Reply.Ok(json =>
        {
            json.WriteBoolean("delivered", result.Problem is null);
            json.WriteString("problem", result.Problem);
        });
    }
}
