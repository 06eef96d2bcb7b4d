using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Retaining;

/// <summary>Who reads all that is stored, and every secret, and guesses.</summary>
public sealed class GuessTests(OwnAzurite azurite) : IClassFixture<OwnAzurite>
{
    private static readonly string[] Secrets = [Some.ApiKey, Some.UrlToken];
    private readonly FakeTimeProvider _time = new(Some.Time.AddDays(365));

    [Fact]
    public async Task A_million_guesses_find_no_phone_number()
    {
        await azurite.ClearAsync();
        using var bed = new RetentionBed(azurite.ConnectionString, _time);
        await bed.RebuiltAsync();
        await bed.RecordAsync(OddBills.Told("guessed", OddBills.Phone));
        await bed.Get<DeadLetterStore>().KeepAsync(OddBills.Letter("guessed", DeadLetterReason.InvalidCallback), default);
        var guesses = Enumerable.Range(0, 1_000_000).Select(number => $"0107{number + 7_000_000:0000000}").ToList();
        Assert.Contains(OddBills.Phone, guesses);

        Assert.Equal((1, 1), Found(guesses, RetentionBed.Hashes(await bed.DumpAsync()))); // The search can find.
        await bed.RunAsync();
        var hashes = RetentionBed.Hashes(await bed.DumpAsync());
        Assert.Equal((0, 0), Found(guesses, hashes));
        Assert.NotEmpty(hashes); // Public ids.
    }

    private static (int Contents, int Letters) Found(List<string> guesses, HashSet<string> hashes)
    {
        var (contents, letters) = (0, 0);
        Parallel.ForEach(
            guesses,
            guess =>
            {
                var callback = OddBills.Told("guessed", guess).Callback;
                if (hashes.Contains(callback.Id[..16]) || Secrets.Any(secret => hashes.Contains(Hmac(secret, callback.Id))))
                    Interlocked.Increment(ref contents);
                var letter = OddBills.Letter("guessed", DeadLetterReason.InvalidCallback, guess);
                if (hashes.Contains(letter.Id[^64..][..16]))
                    Interlocked.Increment(ref letters);
            }
        );
        return (contents, letters);
    }

    private static string Hmac(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)))[..16];
}
