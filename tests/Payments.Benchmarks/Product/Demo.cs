using System.Text.Json;

namespace Payments.Benchmarks.Product;

/// <summary>The identities of the demo data that the bench acts as.</summary>
internal sealed class Demo
{
    public string MerchantId { get; private init; } = string.Empty;

    public string MerchantKey { get; private init; } = string.Empty;

    public string AdminToken { get; private init; } = string.Empty;

    /// <summary>What <c>demo.json</c> in a data folder says once the product is ready.</summary>
    public static async Task<Demo> ReadAsync(string dataFolder)
    {
        await using var file = File.OpenRead(Path.Combine(dataFolder, "demo.json"));
        using var document = await JsonDocument.ParseAsync(file);
        var root = document.RootElement;
        return new Demo
        {
            MerchantId = root.GetProperty("merchant").GetProperty("id").GetString()!,
            MerchantKey = root.GetProperty("merchant").GetProperty("api_key").GetString()!,
            AdminToken = root.GetProperty("admin").GetProperty("token").GetString()!,
        };
    }
}
