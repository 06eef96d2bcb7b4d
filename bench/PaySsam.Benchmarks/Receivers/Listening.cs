namespace PaySsam.Benchmarks.Receivers;

internal static class Listening
{
    /// <summary>Says where, on a free port, and ends when standard input does.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        Console.WriteLine($"listening {app.Urls.First()}");
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }
}
