using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using PaySsam.Callbacks.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddPaySsamCallbacks(builder.Configuration);
builder.Build().Run();
