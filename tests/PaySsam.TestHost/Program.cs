using System.Runtime.InteropServices;
using PaySsam.TestHost;

// Usage: PaySsam.TestHost <published app> [--urls http://127.0.0.1:<port>] [--hold hh:mm:ss]; settings come from the environment.
var options = new ConfigurationBuilder().AddCommandLine(args[1..]).Build();
var folder = Path.GetFullPath(args[0]);
var hold = options["hold"] is { } text ? TimeSpan.Parse(text, null) : (TimeSpan?)null;

await using var workers = new Workers(folder);
try
{
    await workers.StartAsync();
}
catch (WorkerException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

// Disposed in the reverse order: no more requests, then no more messages, then no more worker.
await using var triggers = new QueueTriggers(workers, Path.Combine(folder, "host.json"), hold);
triggers.Start();
await using var front = new HttpFront(workers);
Console.WriteLine($"Test host listens at {await front.StartAsync(options["urls"] ?? "http://127.0.0.1:7071")}");
await stop.Task;
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
