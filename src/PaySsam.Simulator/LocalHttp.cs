using System.Net;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator;

/// <summary>HTTP on a port of 127.0.0.1.</summary>
internal static class LocalHttp
{
    /// <summary>Null, and a word on the error output, where the port cannot be had.</summary>
    public static HttpListener? Start(int port)
    {
        var http = new HttpListener { Prefixes = { UrlOf(port) } };
        try
        {
            http.Start();
            return http;
        }
        catch (HttpListenerException)
        {
            Screen.Errors.WriteLine(Texts.NotListening(UrlOf(port)));
            return null;
        }
    }

    public static string UrlOf(int port) => $"http://127.0.0.1:{port}/";

    /// <summary>Answers each request, several at a time, until the end.</summary>
    /// <param name="http">Started.</param>
    /// <param name="answerAsync">Closes the response; throws only where the caller has gone, or we are.</param>
    /// <param name="end">Stops listening.</param>
    public static async Task ServeAsync(HttpListener http, Func<HttpListenerContext, Task> answerAsync, CancellationToken end)
    {
        await using var stopping = end.Register(http.Stop);
        try
        {
            while (true)
                _ = AnswerAsync(await http.GetContextAsync(), answerAsync);
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private static async Task AnswerAsync(HttpListenerContext http, Func<HttpListenerContext, Task> answerAsync)
    {
        try
        {
            await answerAsync(http);
        }
        catch (Exception fault)
            when (fault is HttpListenerException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone, or we are.
        }
    }
}
