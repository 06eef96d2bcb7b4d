using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddPaySsamCallbacks(builder.Configuration);
builder.Services.AddPaySsamTelemetry(builder.Configuration)?.UseFunctionsWorkerDefaults();
builder.Build().Run();
