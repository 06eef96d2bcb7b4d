using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PaySsam.Callbacks.Settings;

/// <summary>How long what is kept, after its last callback. What is not set is kept for ever.</summary>
/// <param name="PersonalDays"><c>PaySsam__Retention__PersonalDays</c>: days until a bill is erased; 14 or more.</param>
/// <param name="BillDays"><c>PaySsam__Retention__BillDays</c>: days until it is deleted; 1827 (five years) or more.</param>
/// <param name="DeadLetterDays"><c>PaySsam__Retention__DeadLetterDays</c>: days until a closed dead letter is deleted.</param>
public sealed record RetentionOptions(int? PersonalDays, int? BillDays, int? DeadLetterDays)
{
    private const string Section = "PaySsam:Retention";

    // PaySsam repeats for a day; a message that fails, and an event that nobody takes, come again for less than a week.
    private const int ShortestPersonal = 14;

    // Five years, with two leap days.
    private const int ShortestBill = 1827;

    private const int Longest = 36_500;

    /// <summary>Whether anything is ever erased.</summary>
    public bool IsOn => PersonalDays is not null || BillDays is not null || DeadLetterDays is not null;

    /// <exception cref="OptionsValidationException">A setting cannot be read, or is too short.</exception>
    public static RetentionOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new RetentionOptions(
            Days(section, nameof(PersonalDays), ShortestPersonal),
            Days(section, nameof(BillDays), ShortestBill),
            Days(section, nameof(DeadLetterDays), least: 1)
        );
    }

    private static int? Days(IConfigurationSection section, string name, int least) =>
        string.IsNullOrEmpty(section[name]) ? null
        : int.TryParse(section[name], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days >= least && days <= Longest
            ? days
        : throw Setting.Problem(
            $"PaySsam__Retention__{name}",
            string.Create(CultureInfo.InvariantCulture, $"must be a whole number of days from {least} to {Longest}")
        );
}
