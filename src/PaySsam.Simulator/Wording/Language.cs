using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PaySsam.Simulator.Wording;

/// <summary>The language of all output: <c>--lang</c>, or the system's; Korean or else English.</summary>
internal static class Language
{
    public const string OptionName = "--lang";

    private const int KoreanPrimaryId = 0x12;

    private static readonly string[] Locales = ["LC_ALL", "LC_MESSAGES", "LANG"];

    public static bool IsKorean => CultureInfo.CurrentUICulture.Name == "ko";

    /// <summary>Chooses before anything is said: the descriptions of the options are texts too.</summary>
    /// <param name="args">Those of the program.</param>
    /// <param name="otherwise">The language where they name none.</param>
    public static void Choose(string[] args, string otherwise) =>
        CultureInfo.CurrentUICulture = new CultureInfo((Wanted(args) ?? otherwise) == "ko" ? "ko" : "en");

    public static string OfSystem() => IsSystemKorean() ? "ko" : "en";

    private static string? Wanted(string[] args)
    {
        var language = new Option<string>(OptionName);
        return
            new RootCommand { language }
                .Parse(args)
                .GetResult(language)
                is { Tokens: [var wanted, ..] }
            ? wanted.Value
            : null;
    }

    private static bool IsSystemKorean() =>
        Locales.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } locale
            ? locale.StartsWith("ko", StringComparison.OrdinalIgnoreCase)
            : OperatingSystem.IsWindows() && (GetUserDefaultUILanguage() & 0x3FF) == KoreanPrimaryId;

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern ushort GetUserDefaultUILanguage();
}
