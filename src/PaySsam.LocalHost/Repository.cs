namespace PaySsam.LocalHost;

/// <summary>The checkout that this program was built in.</summary>
internal static class Repository
{
    /// <summary>Its root: the nearest folder above the program that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PaySsam.Functions.sln")))
                return folder;
        }

        throw new StartException("LocalHost runs from its repository: dotnet run --project src/PaySsam.LocalHost");
    }
}
