namespace PaySsam.Tests.Support;

/// <summary>Connection strings of storage that is not there.</summary>
internal static class StorageAddress
{
    /// <summary>Where nothing listens.</summary>
    public static readonly string Nowhere = Of(1);

    public static string Of(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;QueueEndpoint=http://127.0.0.1:{port}/a;"
        + $"TableEndpoint=http://127.0.0.1:{port}/a;";
}
