namespace PaySsam.Simulator;

/// <summary>What the program returns.</summary>
internal static class ExitCode
{
    /// <summary>All is as it should be; warnings are allowed.</summary>
    public const int Good = 0;

    /// <summary>The program was called wrongly, or could not write its report.</summary>
    public const int Usage = 1;

    /// <summary>The receiver is not as it should be.</summary>
    public const int Bad = 2;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;
}
