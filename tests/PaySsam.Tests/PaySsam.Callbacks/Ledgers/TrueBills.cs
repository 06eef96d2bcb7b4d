using System.Globalization;

namespace PaySsam.Tests.Callbacks.Ledgers;

/// <summary>Makes up what happens to bills. Knows nothing of the ledger.</summary>
internal sealed class TrueBills(Random random)
{
    private static readonly long[] Amounts = [500, 300, 1_000, 50_000, 123_456];

    private int _number = 1;

    public TrueBill Next()
    {
        var cash = random.Next(3) == 0;
        var won = Amounts[random.Next(Amounts.Length)];
        var first = Pay(won, At(new DateTime(2026, 1, 1).AddSeconds(random.Next(28 * 24 * 3600)), 0), cash);
        var again = Pay(won, After(first), cash);
        return random.Next(12) switch
        {
            0 => Bill("single", false, [first]),
            1 => Bill("cancelled", false, [first, Cancel(first, won)]),
            2 => Bill("partial", false, [first, Cancel(first, won / 4)]),
            3 => Partials(first),
            4 => Bill("double", true, [first, again]),
            5 => Bill("double, first cancelled", true, [first, again, Cancel(first, won, again)]),
            6 => Bill("double, second cancelled", true, [first, again, Cancel(again, won)]),
            7 => Both(first, again),
            8 => PayCancelPay(first, cash, won),
            9 => TwoAmounts(first, cash, won),
            10 => Lost(first, again),
            _ => CardAndCash(first, won),
        };
    }

    private TrueBill Partials(TrueMovement payment)
    {
        var one = Cancel(payment, payment.Won / 5);
        var other = Cancel(payment, random.Next(2) == 0 ? one.Won : payment.Won / 3, one);
        return Bill("two partials", false, [payment, one, other]);
    }

    private TrueBill Both(TrueMovement first, TrueMovement again)
    {
        var one = Cancel(first, first.Won, again);
        return Bill("double, both cancelled", true, [first, again, one, Cancel(again, again.Won, one)]);
    }

    private TrueBill PayCancelPay(TrueMovement first, bool cash, long won)
    {
        var cancel = Cancel(first, won);
        var again = Pay(won, After(cancel), cash);
        return random.Next(2) == 0
            ? Bill("pay, cancel, pay", true, [first, cancel, again])
            : Bill("pay, cancel, pay, cancel", true, [first, cancel, again, Cancel(again, won)]);
    }

    private TrueBill TwoAmounts(TrueMovement first, bool cash, long won)
    {
        var other = Pay(won + 200, After(first), cash);
        return random.Next(2) == 0
            ? Bill("two amounts", true, [first, other, Cancel(first, won, other)])
            : Bill("two amounts", true, [first, other, Cancel(other, other.Won)]);
    }

    // A payment that is never told, alone or beside one that is. With another, only an origin can tell them apart.
    private TrueBill Lost(TrueMovement first, TrueMovement again)
    {
        if (random.Next(2) == 0)
            return Bill("never told", true, [Cancel(first, first.Won)]);
        first = first with { Number = Number() };
        return Bill("never told, beside another", true, [again, Cancel(first, first.Won, again)]) with { Style = OriginStyle.Origin };
    }

    private TrueBill CardAndCash(TrueMovement first, long won)
    {
        var other = Pay(won, After(first), cash: first.Number is not null);
        return random.Next(2) == 0
            ? Bill("card and cash", true, [first, other])
            : Bill("card and cash, one cancelled", true, [first, other, Cancel(random.Next(2) == 0 ? first : other, won, other)]);
    }

    private TrueBill Bill(string kind, bool isOdd, IReadOnlyList<TrueMovement> movements) =>
        new(kind, movements, isOdd, random.Next(3) > 0 ? OriginStyle.Origin : Enum.GetValues<OriginStyle>()[random.Next(5)]);

    private TrueMovement Pay(long won, DateTime at, bool cash) => new(won, at, cash ? null : Number());

    private TrueMovement Cancel(TrueMovement payment, long won, TrueMovement? after = null) =>
        new(won, After(after ?? payment), payment.Number is null ? null : Number(), payment);

    private DateTime After(TrueMovement movement) => At(movement.At, random.Next(3));

    // Within a minute or so, an hour or so, or days.
    private DateTime At(DateTime from, int scale) =>
        from.AddSeconds(
            1
                + random.Next(
                    scale switch
                    {
                        0 => 90,
                        1 => 7_200,
                        _ => 20 * 24 * 3600,
                    }
                )
        );

    private string Number() => (_number++ * 7919 % 99_999_999).ToString("00000000", CultureInfo.InvariantCulture);
}
