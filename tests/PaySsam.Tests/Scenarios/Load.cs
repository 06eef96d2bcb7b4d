using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>
/// What PaySsam sends: the callbacks of ever new bills in any order, each until its success is read, and sometimes once more.
/// </summary>
internal sealed class Load(int seed) : IDisposable
{
    private const string Success = """{"code":"0000","msg":"성공하였습니다."}""";
    private const int BillsAtOnce = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly Queue<string> _next = [];
    private readonly List<string> _acknowledged = [];
    private int _bills;
    private int _posts;
    private int _successes;

    /// <summary>Every callback whose success was read, once; all there is, once the senders have ended.</summary>
    public IReadOnlyList<string> Acknowledged => _acknowledged;

    /// <summary>How often something was posted.</summary>
    public int Posts => _posts;

    /// <summary>How often a success was read.</summary>
    public int Successes => _successes;

    /// <summary>Sends one callback after the other, the last until its success is read too.</summary>
    public async Task SendAsync(RestartableHost host, int seed, CancellationToken over)
    {
        var random = new Random(seed);
        while (!over.IsCancellationRequested)
        {
            var body = Next();
            await Task.WhenAll(Enumerable.Range(0, random.Next(6) == 0 ? 2 : 1).Select(_ => PostUntilReadAsync(host, body)));
            lock (_lock)
                _acknowledged.Add(body);
            if (random.Next(6) == 0)
                await PostUntilReadAsync(host, Earlier(random));
            await Task.Delay(random.Next(40), CancellationToken.None);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PostUntilReadAsync(RestartableHost host, string body)
    {
        for (var deadline = DateTime.UtcNow + Patience; !await PostAsync(host.Address, body); await Task.Delay(50))
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException("A callback was never acknowledged.");
        }

        Interlocked.Increment(ref _successes);
    }

    private async Task<bool> PostAsync(Uri? address, string body)
    {
        if (address is null)
            return false;
        Interlocked.Increment(ref _posts);
        try
        {
            using var content = new StringContent(body);
            using var response = await _http.PostAsync(new Uri(address, "api/payssam/callback"), content);
            return (int)response.StatusCode == 200 && await response.Content.ReadAsStringAsync() == Success;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private string Earlier(Random random)
    {
        lock (_lock)
            return _acknowledged[random.Next(_acknowledged.Count)];
    }

    private string Next()
    {
        lock (_lock)
        {
            if (_next.Count == 0)
            {
                var bodies = Enumerable.Range(0, BillsAtOnce).SelectMany(_ => Bill($"bill-{++_bills}")).ToArray();
                _random.Shuffle(bodies);
                foreach (var body in bodies)
                    _next.Enqueue(body);
            }

            return _next.Dequeue();
        }
    }

    /// <summary>A bill's life: unpaid, paid, in half of all cases paid another time, and in half of all cases cancelled.</summary>
    private IEnumerable<string> Bill(string bill)
    {
        yield return Some.Json(bill, ("appr_state", "W"), ("appr_dt", null), ("appr_num", null));
        yield return Some.Json(bill);
        if (_random.Next(2) == 0)
            yield return Some.Json(
                bill,
                ("appr_dt", $"202501{_random.Next(10, 29)}120000"),
                ("appr_num", $"{_random.Next(10_000_000, 99_999_999)}")
            );
        if (_random.Next(2) == 0)
            yield return Some.Json(bill, ("appr_state", "C"), ("appr_dt", $"202502{_random.Next(10, 29)}120000"));
    }
}
