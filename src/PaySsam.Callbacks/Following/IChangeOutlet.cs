namespace PaySsam.Callbacks.Following;

/// <summary>
/// A way in which the partner's own system learns of changes. A new one is registered in <see cref="FollowingServices"/>.
/// </summary>
internal interface IChangeOutlet
{
    /// <summary>
    /// Returns once the events are durably on their way; there may be none. If it throws, the message comes again, and so do its
    /// events.
    /// </summary>
    Task SendAsync(IReadOnlyList<byte[]> events, CancellationToken cancellationToken);
}
