using Azure.Storage.Queues;

namespace PaySsam.Callbacks.Storage;

/// <summary>The queues, by a client with more patience than the acknowledgement has.</summary>
public sealed record PatientQueues(QueueServiceClient Service);
