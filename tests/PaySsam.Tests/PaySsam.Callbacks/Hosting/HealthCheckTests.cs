using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.Hosting;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Hosting;

/// <summary>However many ask, storage is asked once in a while.</summary>
public sealed class HealthCheckTests(TestBed bed) : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private int _requests;
    private bool _isDown;
    private IHost? _host;

    public void Dispose() => _host?.Dispose();

    [Fact]
    public async Task Callers_share_one_check_that_holds_for_three_seconds()
    {
        Assert.All(await AskAsync(times: 50), status => Assert.Equal(200, status));
        Assert.Equal([200], await AskAsync(times: 1));
        Assert.Equal(2, _requests);

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.All(await AskAsync(times: 50), status => Assert.Equal(200, status));
        Assert.Equal(4, _requests);
    }

    [Fact]
    public async Task A_failed_one_is_shared_but_not_kept()
    {
        _isDown = true;
        Assert.All(await AskAsync(times: 50), status => Assert.Equal(503, status));
        Assert.InRange(_requests, 2, 49); // Retries of one check; 50 checks are a hundred at least.

        _isDown = false;
        Assert.Equal([200], await AskAsync(times: 1));
    }

    private async Task<IReadOnlyList<int>> AskAsync(int times)
    {
        _host ??= ProductHost.Build(
            bed.ConnectionString,
            new FaultyTransport(Next),
            services => services.AddSingleton<TimeProvider>(_time)
        );
        var health = _host.Services.GetRequiredService<HealthCheck>();
        var replies = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => health.CheckAsync(forOperator: false)));
        return [.. replies.Select(reply => reply.Status)];
    }

    private Fault? Next(Azure.Core.Request request)
    {
        Interlocked.Increment(ref _requests);
        return _isDown ? Fault.Refused : null;
    }
}
