namespace PaySsam.Tests.Triggers;

/// <summary>What brings a queue's messages to the product.</summary>
public enum TriggerKind
{
    /// <summary>LocalHost's.</summary>
    Pump,

    /// <summary>The WebJobs SDK's, as deployed.</summary>
    Listener,
}
