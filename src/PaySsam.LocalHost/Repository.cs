namespace PaySsam.LocalHost;

/// <summary>The checkout that this program was built in; a published one has none.</summary>
internal static class Repository
{
    /// <summary>Its root: the nearest folder above the program that holds the solution; null where there is none.</summary>
    public static string? Folder { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The same, where there has to be one.</summary>
    /// <exception cref="StartException">There is none.</exception>
    public static string Root =>
        Folder
        ?? throw new StartException(
            "Azurite is installed from LocalHost's repository, which is not here: set PaySsamStorage and PaySsam__ApiKeys__0."
        );

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "PaySsam.Functions.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
