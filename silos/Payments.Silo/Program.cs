using System.Net;
using Payments.Api;
using Payments.Api.Authentication;
using Payments.Api.Limits;
using Payments.Api.Operations;
using Payments.Silo.Demo;
using Payments.Silo.Hosting;

// One process: a silo with its journal writer, and the front end in front of it.
KestrelSetup.RefuseBareLineFeeds();
var builder = WebApplication.CreateSlimBuilder(args);
var settings = builder.Configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
var isDemo = settings.Demo ?? builder.Configuration[$"{AuthOptions.Section}:Issuer"] is null;
if (isDemo)
{
    builder.Configuration.AddInMemoryCollection(DemoService.Settings(settings));
}

builder.AddJsonLogs();
builder.Services.AddOptions<SiloOptions>().BindConfiguration(SiloOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddJournal(builder.Configuration);
builder.AddGrains();
builder.Services.AddHostedService<HoldSweepService>();
builder.Services.AddSingleton<Readiness>().AddSingleton<IReadiness>(provider => provider.GetRequiredService<Readiness>());
builder.Services.AddPaymentsApi(builder.Configuration);
if (isDemo)
{
    builder.Services.AddHostedService<DemoService>();
}

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.ConfigurePayments(builder.Configuration.GetSection(LimitOptions.Section).Get<LimitOptions>() ?? new LimitOptions());
    kestrel.Listen(IPAddress.Parse(settings.Listen), settings.Port);
});

var app = builder.Build();
app.MapPaymentsApi();
if (isDemo)
{
    // Its key set has to be there before the front end looks for it.
    Directory.CreateDirectory(settings.DataDirectory);
    app.Services.GetRequiredService<DevelopmentIssuer>().Prepare();
}

await app.RunAsync();
