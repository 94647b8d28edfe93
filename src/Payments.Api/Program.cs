using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Payments.Api;
using Payments.Api.Demo;
using Payments.Api.Limits;
using Payments.Api.Operations;
using Payments.Hosting;
using Payments.Hosting.Cluster;
using Payments.Hosting.Ledger;
using Payments.Hosting.Operations;
using Payments.Telemetry.Logs;
using Payments.Telemetry.Otlp;

// A front end as a process of its own: a client of the cluster of silos. It reads the journal and cannot write it. The
// same front end in a silo's process: silos/Payments.Silo.
KestrelSetup.RefuseBareLineFeeds();
if (ClusterRuntime.Missing is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 1;
}

var builder = WebApplication.CreateSlimBuilder(HostArguments.Before(args));
var process = ProcessOptions.Read(builder.Services, builder.Configuration);
var isDemo = builder.WantsPaymentsDemo(process);
builder.AddJsonLogs("payments-api");
builder.AddOtlpExport("payments-api");
builder.Services.AddJournalReading(readOnly: true);
builder.AddClusterClient(process, ClusterSettings.Read(builder.Services, builder.Configuration));
builder.Services.AddFrontEndOperations().AddClusterView();
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
app.MapPaymentsApi();
if (isDemo)
{
    app.PreparePaymentsDemo();
}

await app.RunAsync();
return 0;
