using PaySsam.Simulator.Wire;
using PaySsam.Simulator.Wording;

namespace PaySsam.Simulator.Serving;

/// <summary>Compares the receiver with the register, as far as it can be read: its bills, and its file of payments.</summary>
internal sealed class Audit(Comparison? bills, Books? books, Secrets secrets)
{
    /// <summary>Waits until what was pushed is recorded, or nothing gets better.</summary>
    public async Task WaitForPushedAsync(CancellationToken interrupted)
    {
        if (bills is not null)
            await bills.WaitForPushedAsync(interrupted);
        if (books is not null)
            await books.WaitForPushedAsync(interrupted);
    }

    /// <summary>Waits until nothing differs, or nothing gets better.</summary>
    public async Task WaitForAllAsync(CancellationToken interrupted)
    {
        if (bills is not null)
            await bills.WaitForAllAsync(interrupted);
        if (books is not null)
            await books.WaitForAllAsync(interrupted);
    }

    /// <summary>Whether nothing differs, and prints what does; null where there is nothing to compare.</summary>
    /// <exception cref="OperationCanceledException">Somebody interrupted.</exception>
    public async Task<bool?> RunAsync(CancellationToken interrupted)
    {
        bool? isGood = bills is null ? null : await CompareAsync(bills, interrupted);
        return books is null ? isGood : await books.CompareAsync(interrupted) && isGood is not false;
    }

    private async Task<bool> CompareAsync(Comparison comparison, CancellationToken interrupted)
    {
        var found = await comparison.RunAsync(interrupted);
        var differing = found.OfType<Phrase>().ToList();
        Screen.Line(Texts.Compared(found.Count, differing.Count));
        secrets.Show(differing.CountBy(difference => difference).Select(kind => (kind.Key, kind.Value)));
        return differing.Count == 0;
    }
}
