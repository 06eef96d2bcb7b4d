using System.Net.Sockets;
using Azure;
using PaySsam.Callbacks.Telemetry;

namespace PaySsam.Tests.Callbacks.Telemetry;

public class FaultTextTests
{
    private const string Secret = "01012345678";

    [Fact]
    public void It_names_the_type_the_code_and_where_it_was_thrown()
    {
        var text = FaultText.Of(Thrown(new RequestFailedException(503, Secret, "ServerBusy", null)));

        Assert.StartsWith(
            "Azure.RequestFailedException 503 ServerBusy at PaySsam.Tests.Callbacks.Telemetry.FaultTextTests.",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains($"{nameof(Thrown)} in {nameof(FaultTextTests)}.cs:line ", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
    }

    [Fact]
    public void It_quotes_no_message_nor_a_code_that_is_not_a_word()
    {
        var cause = Thrown(new InvalidDataException(Secret, new RequestFailedException(502, Secret, $"a code of {Secret}", null)));

        var text = FaultText.Of(Thrown(new HttpRequestException(HttpRequestError.ConnectionError, Secret, cause)));

        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.Matches(
            "^System.Net.Http.HttpRequestException ConnectionError at .* because of System.IO.InvalidDataException at .* "
                + "because of Azure.RequestFailedException 502$",
            text
        );
    }

    [Fact]
    public void The_cause_of_a_connection_that_fails_is_named() =>
        Assert.Equal(
            "System.IO.IOException because of System.Net.Sockets.SocketException ConnectionRefused",
            FaultText.Of(new IOException(Secret, new SocketException((int)SocketError.ConnectionRefused)))
        );

    [Fact]
    public void However_deep_the_stack_and_however_many_the_causes_it_stays_short()
    {
        Exception fault = Deep(100);
        for (var number = 0; number < 10; number++)
            fault = Thrown(new IOException(Secret, fault));

        var text = FaultText.Of(fault);

        Assert.InRange(text.Split(" at ").Length, 2, 13);
        Assert.Equal(4, text.Split("because of").Length);
        Assert.InRange(FaultText.Of(Deep(100)).Split(" at ").Length, 13, 13);
    }

    private static Exception Thrown(Exception fault)
    {
        try
        {
            throw fault;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    private static IOException Deep(int frames)
    {
        try
        {
            Throw(frames);
            throw new InvalidOperationException("It threw nothing.");
        }
        catch (IOException thrown)
        {
            return thrown;
        }

        static int Throw(int left) => left == 0 ? throw new IOException(Secret) : 1 + Throw(left - 1);
    }
}
