using PaySsam.Tests.Simulator;
using PaySsam.Tests.Support;

namespace PaySsam.Tests.Scenarios;

/// <summary>The product beside the simulator's list, as a partner runs it before PaySsam does.</summary>
public abstract class CertificationTests(ProductBed bed)
{
    private Uri Callback => new(bed.Http.BaseAddress!, "api/payssam/callback");

    [Fact]
    public async Task It_passes_every_check()
    {
        var run = await SimulatorProcess.RunAsync("certify", Callback, ["--json", .. SimulatorRun.Patient]);

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Checks, check => Assert.Equal("pass", (string?)check!["verdict"]));
    }

    [Fact]
    public async Task It_passes_every_check_in_both_versions_and_no_repeat_pays_twice()
    {
        var run = await SimulatorProcess.RunAsync(
            "certify",
            Callback,
            ["--json", "--api", "both", "--payments-url", $"{bed.Http.BaseAddress}api/payments", .. SimulatorRun.Patient]
        );

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(["v1", "v2"], run.Checks.Select(check => (string?)check!["api"]).Distinct());
        Assert.Equal(54, run.Checks.Count(check => (string?)check!["verdict"] == "pass"));
    }
}

public sealed class CertificationOfLocalHost(TestBed bed) : CertificationTests(bed);

public sealed class CertificationOfFunctions(FunctionsBed bed) : CertificationTests(bed);
