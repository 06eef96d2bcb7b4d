using PaySsam.Simulator.Judging;
using PaySsam.Simulator.Wording;
using Spectre.Console;

namespace PaySsam.Simulator;

/// <summary>The terminal; a file or a pipe gets neither colours nor lines that move.</summary>
internal static class Screen
{
    private const int WidthOfFile = 160;

    private static readonly AsyncLocal<(TextWriter Output, TextWriter Errors)?> Redirection = new();

    /// <summary>Whether somebody watches.</summary>
    public static bool IsTerminal => Redirection.Value is null && !Console.IsOutputRedirected;

    public static TextWriter Output => Redirection.Value?.Output ?? Console.Out;

    public static TextWriter Errors => Redirection.Value?.Errors ?? Console.Error;

    /// <summary>Sends what this flow prints elsewhere, so that several runs can share a process.</summary>
    public static void Redirect(TextWriter output, TextWriter errors) => Redirection.Value = (output, errors);

    public static IAnsiConsole Open()
    {
        if (IsTerminal)
            return AnsiConsole.Console;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
                Out = new AnsiConsoleOutput(Output),
            }
        );
        console.Profile.Width = WidthOfFile;
        return console;
    }

    /// <summary>A line as it is: neither markup nor broken to the terminal's width.</summary>
    public static void Line(string text = "") => Output.WriteLine(text);

    /// <summary>The verdict in colour, as markup.</summary>
    public static string Markup(Verdict verdict) => $"[{Colour(verdict)}]{Texts.Of(verdict)}[/]";

    public static string Colour(Verdict verdict) =>
        verdict switch
        {
            Verdict.NotTried => "grey",
            Verdict.Pass => "green",
            Verdict.Warning => "yellow",
            _ => "red",
        };
}
