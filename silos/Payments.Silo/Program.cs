using System.Net;
using Payments.Api;
using Payments.Api.Demo;
using Payments.Api.Limits;
using Payments.Api.Operations;
using Payments.Hosting;
using Payments.Hosting.Cluster;
using Payments.Silo.Hosting;
using Payments.Silo.Operations;
using Payments.Telemetry.Logs;
using Payments.Telemetry.Otlp;

// A silo with its journal writer: the whole system in one process with the front end in front of it, or, with
// Payments:Cluster:Enabled, one of several, with its health and measurements alone over HTTP.
KestrelSetup.RefuseBareLineFeeds();
var builder = WebApplication.CreateSlimBuilder(HostArguments.Before(args));
var process = ProcessOptions.Read(builder.Services, builder.Configuration);
var cluster = ClusterSettings.Read(builder.Services, builder.Configuration);
if (cluster.Enabled && ClusterRuntime.Missing is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 1;
}

var isDemo = !cluster.Enabled && builder.WantsPaymentsDemo(process);
builder.AddJsonLogs("payments-silo");
builder.AddOtlpExport("payments-silo");
builder.Services.AddHostedService<LogPlace>();
builder.Services.AddJournal(builder.Configuration);
builder.AddGrains(process, cluster);
builder.Services.AddOperations(builder.Configuration);
builder.Services.AddPaymentsApi(builder.Configuration);
if (isDemo)
{
    builder.AddPaymentsDemo(process);
}

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ConfigurePayments(builder.Configuration.GetSection(LimitOptions.Section).Get<LimitOptions>() ?? new LimitOptions());
    kestrel.Listen(IPAddress.Parse(process.Listen), process.Port);
});

var app = builder.Build();
if (cluster.Enabled)
{
    app.MapPaymentsOperations();
}
else
{
    app.MapPaymentsApi();
}

if (isDemo)
{
    app.PreparePaymentsDemo();
}

await app.RunAsync();
return 0;
