namespace PaySsam.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("payssam-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
