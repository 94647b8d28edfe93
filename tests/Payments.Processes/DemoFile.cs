using System.Text.Json;

namespace Payments.Processes;

/// <summary>What <c>demo.json</c> says: ids, tokens and keys of the demo's people, and their accounts.</summary>
public sealed class DemoFile
{
    private readonly JsonElement _root;

    private DemoFile(JsonElement root) => _root = root;

    /// <summary>A member, as in <c>["user", "token"]</c>.</summary>
    public string this[string who, string what] => _root.GetProperty(who).GetProperty(what).GetString()!;

    /// <summary>Reads it from a data folder; it is there when the product is ready.</summary>
    public static async Task<DemoFile> ReadAsync(string dataFolder)
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(dataFolder, "demo.json")));
        return new DemoFile(file.RootElement.Clone());
    }
}
