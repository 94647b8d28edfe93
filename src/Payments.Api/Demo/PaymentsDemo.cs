using Microsoft.Extensions.Configuration;
using Payments.Api.Authentication;
using Payments.Hosting;

namespace Payments.Api.Demo;

/// <summary>People, accounts, money and tokens to try the system with. Never there in production.</summary>
public static class PaymentsDemo
{
    /// <summary>Whether this process is to make them: as it is told, else when no issuer of tokens is configured.</summary>
    public static bool WantsPaymentsDemo(this WebApplicationBuilder builder, ProcessOptions process) =>
        process.Demo ?? builder.Configuration[$"{AuthOptions.Section}:Issuer"] is null;

    /// <summary>
    /// Registers the demo with its issuer of tokens, whose key lies in the data folder. Of several front ends one makes the
    /// data; the others take its tokens when they are given the issuer and the key set in that folder.
    /// </summary>
    public static void AddPaymentsDemo(this WebApplicationBuilder builder, ProcessOptions process)
    {
        var directory = process.DataDirectory;
        builder.Configuration.AddInMemoryCollection(
        [
            new($"{AuthOptions.Section}:Issuer", DevelopmentIssuer.DefaultIssuer),
            new($"{AuthOptions.Section}:Development", "true"),
            new($"{AuthOptions.Section}:DevelopmentDirectory", directory),
            new($"{AuthOptions.Section}:JwksFile", DevelopmentIssuer.JwksPath(directory)),
        ]);
        builder.Services.AddHostedService<DemoService>();
    }

    /// <summary>Makes the issuer's key set, which has to be there before the front end looks for it.</summary>
    public static void PreparePaymentsDemo(this WebApplication app)
    {
        Directory.CreateDirectory(app.Configuration[$"{AuthOptions.Section}:DevelopmentDirectory"]!);
        app.Services.GetRequiredService<DevelopmentIssuer>().Prepare();
    }
}
