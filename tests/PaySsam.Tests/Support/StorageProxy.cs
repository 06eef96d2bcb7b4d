using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PaySsam.Tests.Support;

/// <summary>
/// Whether something happens before a request reaches the storage, or once the storage has done it but the answer is not passed
/// on.
/// </summary>
internal enum Phase
{
    Before,
    After,
}

/// <summary>
/// A moment between a program and its storage: the first request of a method whose path, behind the account, begins so, and whose
/// body holds a text.
/// </summary>
internal sealed record CrashPoint(Phase Phase, string Method, string Path, string Holding = "");

/// <summary>
/// Stands between a program and the queues and tables of an Azurite, so that a test can strike at an exact moment. It
/// passes everything on byte for byte: the shared key signs the path and the headers.
/// </summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private const string Account = "/devstoreaccount1";
    private static readonly string[] Services = ["QueueEndpoint", "TableEndpoint"];

    private readonly HttpClient _storage = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    );
    private readonly List<WebApplication> _doors = [];
    private Trap? _trap;

    private StorageProxy(string connectionString) => ConnectionString = connectionString;

    /// <summary>Reaches the storage by way of this proxy.</summary>
    public string ConnectionString { get; private set; }

    public static async Task<StorageProxy> StartAsync(string connectionString)
    {
        var proxy = new StorageProxy(connectionString);
        try
        {
            foreach (var service in Services)
                await proxy.OpenAsync(service);
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when the point was reached, once, and <paramref name="crash"/> has run. The request gets no answer.</summary>
    public Task CrashAtAsync(CrashPoint point, Func<Task> crash)
    {
        var trap = new Trap(point, crash, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _trap = trap;
        return trap.Sprung.Task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors)
            await door.DisposeAsync();
        _storage.Dispose();
    }

    private async Task OpenAsync(string service)
    {
        var endpoint = ConnectionString.Split(';').Single(part => part.StartsWith(service + '=', StringComparison.Ordinal));
        var target = new Uri(endpoint[(service.Length + 1)..]).GetLeftPart(UriPartial.Authority);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var door = builder.Build();
        _doors.Add(door);
        door.Run(http => PassAsync(http, target));
        await door.StartAsync();
        ConnectionString = ConnectionString.Replace(endpoint, $"{service}={door.Urls.Single()}{Account}", StringComparison.Ordinal);
    }

    private async Task PassAsync(HttpContext http, string target)
    {
        // As it came: escapes that are undone and made again need not be the same.
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = await ReadAsync(
            http,
            new Uri(target + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        if (await CrashesAsync(Phase.Before, http, path, sent))
            return;
        HttpResponseMessage response;
        try
        {
            response = await _storage.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            http.Abort();
            return;
        }

        using (response)
        {
            var body = await response.Content.ReadAsByteArrayAsync();
            if (!await CrashesAsync(Phase.After, http, path, sent))
                await WriteAsync(http, response, body);
        }
    }

    private async Task<bool> CrashesAsync(Phase phase, HttpContext http, string path, string body)
    {
        if (
            _trap is not { } trap
            || trap.Point.Phase != phase
            || trap.Point.Method != http.Request.Method
            || !path.StartsWith(Account + trap.Point.Path, StringComparison.Ordinal)
            || !body.Contains(trap.Point.Holding, StringComparison.Ordinal)
            || Interlocked.CompareExchange(ref _trap, null, trap) != trap
        )
            return false;
        try
        {
            await trap.Crash();
            trap.Sprung.SetResult();
        }
        catch (Exception fault)
        {
            trap.Sprung.SetException(fault);
        }

        http.Abort();
        return true;
    }

    private static async Task<HttpRequestMessage> ReadAsync(HttpContext http, Uri uri)
    {
        var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), uri);
        if (http.Request.ContentLength is not null)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in http.Request.Headers)
        {
            if (name is not ("Connection" or "Content-Length") && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }

    private static async Task WriteAsync(HttpContext http, HttpResponseMessage response, byte[] body)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Connection" or "Keep-Alive" or "Transfer-Encoding" or "Content-Length"))
                http.Response.Headers[name] = values.ToArray();
        }

        if (body.Length > 0)
            await http.Response.Body.WriteAsync(body);
    }

    private sealed record Trap(CrashPoint Point, Func<Task> Crash, TaskCompletionSource Sprung);
}
