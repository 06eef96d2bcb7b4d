namespace PaySsam.Benchmarks.Model;

/// <summary>How long requests take, whoever else is being answered: logarithms that are normally distributed.</summary>
internal sealed class Latency(ModelSettings settings)
{
    // Of the standard normal distribution.
    private const double QuantileOf99 = 2.3263;

    private readonly double _deviation = Math.Log(settings.P99 / settings.Median) / QuantileOf99;

    public Task NextAsync()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Random.Shared.NextDouble())) * Math.Cos(2 * Math.PI * Random.Shared.NextDouble());
        return Task.Delay(TimeSpan.FromMilliseconds(settings.Median * Math.Exp(_deviation * normal)));
    }
}
