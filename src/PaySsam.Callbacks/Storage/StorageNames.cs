namespace PaySsam.Callbacks.Storage;

/// <summary>What the product calls its storage: the setting that connects to it, and its queues and tables.</summary>
public static class StorageNames
{
    /// <summary>Setting: a connection string, or the prefix of <c>__queueServiceUri</c> and <c>__tableServiceUri</c>.</summary>
    public const string Connection = "PaySsamStorage";

    /// <summary>Queue from the acknowledgement to the table.</summary>
    public const string CallbackQueue = "payssam-callbacks";

    /// <summary>Where the queue trigger puts a message of <see cref="CallbackQueue"/> whose retries ran out.</summary>
    public const string PoisonQueue = CallbackQueue + "-poison";

    /// <summary>Queue for the partner's own system, which learns from it that a payment changed.</summary>
    public const string ChangeQueue = "payment-changes";

    /// <summary>Queue from the table to the partner's webhook.</summary>
    public const string DeliveryQueue = "payment-deliveries";

    /// <summary>Where the queue trigger puts a message of <see cref="DeliveryQueue"/> whose retries ran out.</summary>
    public const string DeliveryPoisonQueue = DeliveryQueue + "-poison";

    /// <summary>Table of bills: their state and their history.</summary>
    public const string PaymentTable = "Payments";

    /// <summary>Table of callbacks by day.</summary>
    public const string JournalTable = "Journal";

    /// <summary>Table of what was authenticated but could not be recorded.</summary>
    public const string DeadLetterTable = "DeadLetters";

    /// <summary>Table of the bills that the partner has sent out.</summary>
    public const string ExpectedBillTable = "ExpectedBills";

    /// <summary>Table of what PaySsam was asked for, and what came of it.</summary>
    public const string SweepTable = "Sweeps";

    /// <summary>Table of the bills whose money a person should look at.</summary>
    public const string AttentionTable = "Attention";
}
