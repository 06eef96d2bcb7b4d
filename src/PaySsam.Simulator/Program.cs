using System.Text;
using PaySsam.Simulator;
using PaySsam.Simulator.Wording;

Console.OutputEncoding = Encoding.UTF8;
return await Application.RunAsync(args, Language.OfSystem(), new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
