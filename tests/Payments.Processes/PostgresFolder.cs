using System.Diagnostics;
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

    /// <summary>
    /// kill -9 of a server's first process, then of all others: nothing is left that could bring it back. Returns when they
    /// are gone.
    /// </summary>
    public static async Task KillAllAsync(string cluster)
    {
        var first = int.Parse(File.ReadLines(Path.Combine(cluster, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        var processes = ProcessIdsOf(cluster).OrderByDescending(id => id == first).Select(Find).OfType<Process>().ToList();
        processes.ForEach(process => process.Kill());
        foreach (var process in processes)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            // It has ended with the first one.
            return null;
        }
    }

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
