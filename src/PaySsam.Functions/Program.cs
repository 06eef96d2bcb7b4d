using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

// The integration adds MVC, which would make and save encryption keys at every start. Nothing here encrypts.
builder.Services.Remove(builder.Services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
builder.Services.AddPaySsamCallbacks(builder.Configuration);
builder.Services.AddPaySsamTelemetry(builder.Configuration)?.UseFunctionsWorkerDefaults();
builder.Build().Run();
