using System.Globalization;

namespace Payments.Processes;

/// <summary>A folder that <c>deploy/postgres/server.sh</c> keeps a server in.</summary>
public static class PostgresFolder
{
    /// <summary>The only server's folder in the parent that it was started in.</summary>
    public static string In(string parent) => Directory.GetDirectories(parent, "payments-postgres-*").Single();

    /// <summary>The data folder of the server. Where the server's user cannot get into the folder, it lies elsewhere.</summary>
    public static string ClusterOf(string folder)
    {
        var location = Path.Combine(folder, "location");
        return Path.Combine(File.Exists(location) ? File.ReadAllText(location).Trim() : folder, "cluster");
    }

    /// <summary>Ids of the server's processes: they have its data folder as their working folder.</summary>
    public static IReadOnlyList<int> ProcessIdsOf(string cluster) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(entry => int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out _) && WorkingFolderOf(entry) == cluster)
            .Select(entry => int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture)),
    ];

    private static string? WorkingFolderOf(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
