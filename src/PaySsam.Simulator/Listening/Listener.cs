using System.Net;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Listening;

/// <summary>Answers posts and prints what they were.</summary>
/// <param name="signature">What they have to be signed with.</param>
/// <param name="fail">The status of every answer; 0 where each is what it should be.</param>
/// <param name="slow">How long an answer waits.</param>
internal sealed class Listener(WebhookSignature signature, int fail, TimeSpan slow)
{
    private readonly Lock _turn = new();

    /// <summary>What was taken.</summary>
    public EventLog Log { get; } = new();

    /// <summary>Posts that were not signed as they should be, or are no events.</summary>
    public int Refused { get; private set; }

    public async Task AnswerAsync(HttpListenerContext http, CancellationToken interrupted)
    {
        using var body = new MemoryStream();
        await http.Request.InputStream.CopyToAsync(body, interrupted);
        await Task.Delay(slow, interrupted);
        http.Response.StatusCode = Take(http.Request, body.ToArray());
        http.Response.Close();
    }

    /// <summary>What is refused on demand was not taken: it comes again.</summary>
    private int Take(HttpListenerRequest request, byte[] body)
    {
        lock (_turn)
        {
            if (!signature.IsGood(request.Headers, body, DateTimeOffset.UtcNow))
                return Refuse(Texts.BadSignature, 401);
            if (fail != 0)
            {
                Screen.Line(Texts.FailedOnDemand(fail));
                return fail;
            }

            var (arrival, text) = Log.Take(body);
            if (arrival is Arrival.Unreadable)
                return Refuse(Texts.Of(arrival), 400);
            Screen.Line($"{Texts.Of(arrival)} {text}");
            return 204;
        }
    }

    private int Refuse(Phrase why, int status)
    {
        Refused++;
        Screen.Line(why);
        return status;
    }
}
