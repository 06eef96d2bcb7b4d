using System.Text.RegularExpressions;
using PaySsam.LocalHost;

namespace PaySsam.Tests.Documents;

/// <summary>What is installed is what was reviewed, and runs nothing while it is installed.</summary>
public partial class SupplyChainTests
{
    private static readonly string[] Folders = ["src", "tests", "bench", "infra", ".ci", ".github"];
    private static readonly string[] Generated = ["bin", "obj", "node_modules", "artifacts"];

    [Fact]
    public void Every_project_has_a_lock_file_and_CI_restores_by_it()
    {
        var projects = Files("*.csproj").ToList();

        Assert.True(projects.Count > 8);
        Assert.All(projects, project => AssertBeside(project, "packages.lock.json"));
        Assert.All(projects.Where(IsFunctionsApp), project => AssertBeside(project, "WorkerExtensions.lock.json"));
        var props = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));
        Assert.Contains("<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>", props, StringComparison.Ordinal);
        Assert.Contains("<RestoreLockedMode Condition=\"'$(CI)' == 'true'\">true</RestoreLockedMode>", props, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_npm_install_is_by_a_lock_file_and_runs_no_script()
    {
        var calls = Files("*")
            .Where(file => Path.GetFileName(file) != nameof(SupplyChainTests) + ".cs")
            .SelectMany(file => File.ReadLines(file).Where(line => NpmCi().IsMatch(line)).Select(line => (file, line)))
            .ToList();

        Assert.True(calls.Count >= 5);
        Assert.All(calls, call => Assert.Contains("--ignore-scripts", $"{call.file}: {call.line}", StringComparison.Ordinal));
        Assert.All(Files("package.json"), package => AssertBeside(package, "package-lock.json"));
    }

    [Fact]
    public void No_npm_package_needs_a_script_to_be_installed() =>
        Assert.All(
            Files("package-lock.json"),
            file => Assert.DoesNotContain("hasInstallScript", File.ReadAllText(file), StringComparison.Ordinal)
        );

    private static void AssertBeside(string file, string name) =>
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, name)), $"{file} has no {name} beside it: restore or build it.");

    private static bool IsFunctionsApp(string project) =>
        File.ReadAllText(project).Contains("FunctionsApp.targets", StringComparison.Ordinal);

    private static IEnumerable<string> Files(string pattern) =>
        Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories))
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split('/', '\\').Any(Generated.Contains));

    // In a shell, and as the first of a program's arguments.
    [GeneratedRegex("""npm ci|"ci",""")]
    private static partial Regex NpmCi();
}
