using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PaySsam.Callbacks.DeadLetters;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Callbacks.Repair;

/// <summary>What an operator does to dead letters.</summary>
public class DeadLetterDeskTests(TestBed bed)
{
    private readonly string _bill = Some.BillId();

    [Fact]
    public async Task What_an_older_version_refused_can_be_redriven_by_one_that_takes_it()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        for (var hour = 0; hour < 24; hour++)
            await store.KeepAsync(Refused(hour), default);

        for (var time = 0; time < 2; time++)
            Assert.Equal(200, (await bed.Http.RedriveAsync(Refused(0).Id)).Status);

        var payment = await bed.Http.WaitForPaymentAsync(_bill);
        Assert.Equal(("F", 1), (payment.State(), payment.History()));
        var letter = (await store.FindAsync(Refused(0).Id, default))!;
        Assert.Equal(24, letter.Count);
        Assert.NotNull(letter.RedrivenAt);

        await store.KeepAsync(Refused(24), default);
        Assert.Null((await store.FindAsync(letter.Id, default))!.RedrivenAt);
    }

    [Fact]
    public async Task What_is_of_no_use_can_be_dismissed_and_opens_again_when_it_comes_again()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        await store.KeepAsync(Refused(0), default);

        using var reply = await bed.Http.PostAsync($"api/deadletters/{Refused(0).Id}/dismiss", null);
        Assert.Equal($$"""{"id":"{{Refused(0).Id}}","dismissed":true}""", await reply.Content.ReadAsStringAsync());
        Assert.NotNull(
            (await bed.Http.ListDeadLettersAsync("InvalidCallback")).Single(letter => letter["id"]!.GetValue<string>() == Refused(0).Id)[
                "dismissed_at"
            ]
        );
        Assert.DoesNotContain(Refused(0).Id, await OpenAsync(store));

        await store.KeepAsync(Refused(1), default);
        Assert.Contains(Refused(0).Id, await OpenAsync(store));
        using var unknown = await bed.Http.PostAsync("api/deadletters/0/dismiss", null);
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task All_of_one_reason_are_redriven_page_by_page()
    {
        using var host = ProductHost.Build(bed.ConnectionString);
        var store = host.Services.GetRequiredService<DeadLetterStore>();
        var bills = Enumerable.Range(0, 150).Select(_ => Some.BillId()).ToList();
        await Task.WhenAll(
            bills.Select(bill => store.KeepAsync(Some.DeadLetter(bill, reason: DeadLetterReason.RefusedByStorage), default))
        );

        var redriven = new HashSet<string>();
        string? continuation = null;
        do
        {
            using var response = await bed.Http.PostAsync(
                $"api/deadletters/redrive?reason=refusedbystorage&continuation={continuation}",
                null
            );
            Assert.Equal(200, (int)response.StatusCode);
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Empty(page["refused"]!.AsArray());
            redriven.UnionWith(page["redriven"]!.AsArray().Select(letter => letter!["id"]!.GetValue<string>()));
            continuation = page["continuation"]?.GetValue<string>();
        } while (continuation is not null);

        Assert.Superset(bills.Select(bill => Some.DeadLetter(bill).Id).ToHashSet(), redriven);
        foreach (var bill in bills)
            Assert.Equal(1, (await bed.Http.WaitForPaymentAsync(bill)).History());
    }

    [Theory]
    [InlineData("api/deadletters?reason=none")]
    [InlineData("api/deadletters?reason=0")]
    public async Task An_unknown_reason_is_refused(string url)
    {
        using var response = await bed.Http.GetAsync(url);
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_dead_letter_is_not_found() => Assert.Equal(404, (await bed.Http.RedriveAsync("none")).Status);

    private DeadLetter Refused(int hour) => Some.DeadLetter(_bill, hour);

    private static async Task<IEnumerable<string>> OpenAsync(DeadLetterStore store)
    {
        var open = new List<string>();
        string? after = null;
        do
        {
            (var letters, after) = await store.ListAsync(null, onlyOpen: true, 100, whole: true, after, default);
            open.AddRange(letters.Select(letter => letter.Id));
        } while (after is not null);
        return open;
    }
}
