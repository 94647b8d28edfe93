using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Payments.Journal.Migrations;

/// <summary>One numbered step of the schema. What was applied once is never edited: a later step changes it.</summary>
/// <param name="Version">Its number, from 1 without gaps.</param>
/// <param name="Name">What it does, for people.</param>
/// <param name="Sql">The statements, run in one transaction.</param>
public sealed partial record Migration(int Version, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with Unix line ends, so that a checkout with other ends is the same migration.</summary>
    public byte[] Digest => SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n")));

    /// <summary>
    /// The oldest program that can go on beside this step, by the last step that it knows: a line <c>-- Admits: 3</c> in the
    /// text. Null: none that does not know this step. A rolling upgrade, and its way back, need it.
    /// </summary>
    public int? Admits => AdmitsLine().Match(Sql) is { Success: true } found
        ? int.Parse(found.Groups["version"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The migrations that are built in, in order.</summary>
    public static IReadOnlyList<Migration> BuiltIn { get; } = ReadBuiltIn();

    private static List<Migration> ReadBuiltIn()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = assembly.GetManifestResourceNames()
            .Select(resource => (resource, match: ResourceName().Match(resource)))
            .Where(found => found.match.Success)
            .Select(found => new Migration(
                int.Parse(found.match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture),
                found.match.Groups["name"].Value,
                ReadText(assembly, found.resource)))
            .OrderBy(migration => migration.Version);
        return [.. migrations];
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.(?<version>\d{4})_(?<name>\w+)\.sql$")]
    private static partial Regex ResourceName();

    [GeneratedRegex(@"^-- Admits: (?<version>\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex AdmitsLine();
}

/// <summary>The database's schema is not one that this program can work with. Nothing was changed.</summary>
public sealed class SchemaMismatchException(string message) : Exception(message);
