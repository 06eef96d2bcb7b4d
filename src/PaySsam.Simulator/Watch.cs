using Spectre.Console;

namespace PaySsam.Simulator;

/// <summary>A bar that shows how far work has come; nothing where nobody watches.</summary>
internal static class Watch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <param name="title">What is done.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="done">How much of it is done.</param>
    /// <param name="figures">What else to show.</param>
    /// <param name="work">Watched to its end; how it ended is for its owner to see.</param>
    public static async Task RunAsync(string title, double total, Func<double> done, Func<string> figures, Task work)
    {
        if (Screen.IsTerminal)
        {
            await Screen
                .Open()
                .Progress()
                .AutoClear(true)
                .HideCompleted(true)
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new RemainingTimeColumn()
                )
                .StartAsync(async progress =>
                {
                    var task = progress.AddTask(title, maxValue: total);
                    while (!work.IsCompleted)
                    {
                        task.Value = done();
                        task.Description = $"{title} {figures()}".EscapeMarkup();
                        await Task.WhenAny(work, Task.Delay(Interval));
                    }
                });
        }

        await Task.WhenAny(work);
    }
}
