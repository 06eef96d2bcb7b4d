namespace PaySsam.Benchmarks.Model;

/// <summary>
/// How long requests take, whoever else is being answered: logarithms that are normally distributed. Of each hundred requests to
/// a queue or a table each hundredth of the distribution comes once, in any order, so that short turns are comparable.
/// </summary>
internal sealed class Latency(ModelSettings settings)
{
    private const int Hundred = 100;
    private const int Draws = 1000;

    // Of the standard normal distribution.
    private const double QuantileOf99 = 2.3263;

    private readonly Lock _turn = new();
    private readonly Dictionary<string, (TimeSpan[] Times, int Next)> _cycles = [];
    private readonly TimeSpan[] _times = Quantiles(settings);

    /// <param name="resource">The queue or table.</param>
    public Task NextAsync(string resource) => Task.Delay(Next(resource));

    private TimeSpan Next(string resource)
    {
        lock (_turn)
        {
            var (times, next) = _cycles.TryGetValue(resource, out var cycle) ? cycle : ([.. _times], 0);
            if (next == 0)
                Random.Shared.Shuffle(times);
            _cycles[resource] = (times, (next + 1) % Hundred);
            return times[next];
        }
    }

    private static TimeSpan[] Quantiles(ModelSettings settings)
    {
        var random = new Random(1);
        var deviation = Math.Log(settings.P99 / settings.Median) / QuantileOf99;
        return
        [
            .. Enumerable
                .Range(0, Hundred * Draws)
                .Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))
                .Order()
                .Chunk(Draws)
                .Select(normals => TimeSpan.FromMilliseconds(settings.Median * Math.Exp(deviation * normals[Draws / 2]))),
        ];
    }
}
