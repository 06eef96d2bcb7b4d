namespace PaySsam.LocalHost;

/// <summary>Why LocalHost cannot start, in one line for its user.</summary>
internal sealed class StartException(string message) : Exception(message);
