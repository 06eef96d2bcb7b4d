using Azure.Identity;

namespace PaySsam.Callbacks.Storage;

/// <summary>
/// A managed identity's credential. Its endpoint is on this machine or link-local, and hands out tokens: never by way of a proxy.
/// </summary>
internal static class Identity
{
    /// <param name="clientId">Of a user-assigned identity; the system-assigned one if null or empty.</param>
    public static ManagedIdentityCredential Of(string? clientId)
    {
        var id = string.IsNullOrEmpty(clientId) ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId);
        return new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(id) { Transport = LoopbackTransport.Direct });
    }
}
