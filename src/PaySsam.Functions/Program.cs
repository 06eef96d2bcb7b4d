using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaySsam.Callbacks.Hosting;
using PaySsam.Callbacks.Telemetry;
using PaySsam.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.UseMiddleware<GoneCallers>(); // Before the integration's own, whose exception it handles.
builder.ConfigureFunctionsWebApplication();
builder.Services.AddTransient<IStartupFilter, UnansweredRequests>();

// The integration adds MVC, which would make and save encryption keys at every start. Nothing here encrypts.
foreach (
    var service in builder
        .Services.Where(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(DataProtectionOptions).Assembly
        )
        .ToList()
)
    builder.Services.Remove(service);

// Below, it logs each request's URL with its query.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddPaySsamCallbacks(builder.Configuration);
builder.Services.AddPaySsamTelemetry(builder.Configuration)?.UseFunctionsWorkerDefaults();
builder.Build().Run();
