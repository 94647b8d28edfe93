using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Api.Demo;

/// <summary>demo.json: what a person or a test needs to use the demo data.</summary>
internal sealed record DemoFile(
    string BaseUrl, DemoMerchant Merchant, DemoPerson User, DemoPerson OtherUser, DemoToken Admin, DemoAccounts Accounts)
{
    internal const string Name = "demo.json";

    internal static DemoFile? Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), DemoJson.Default.DemoFile) : null;
    }

    /// <summary>Writes it whole or not at all, readable by its owner only.</summary>
    internal void Write(string directory)
    {
        var draft = Path.Combine(directory, Name + ".new");
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, this, DemoJson.Default.DemoFile);
        }

        File.Move(draft, Path.Combine(directory, Name), overwrite: true);
    }
}

internal sealed record DemoMerchant(string Id, string ApiKey);

internal sealed record DemoPerson(string Id, string Token);

internal sealed record DemoToken(string Token);

internal sealed record DemoAccounts(string UserUsd, string OtherUserUsd, string MerchantUsd);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(DemoFile))]
internal sealed partial class DemoJson : JsonSerializerContext;
