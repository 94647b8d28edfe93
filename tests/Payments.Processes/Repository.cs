namespace Payments.Processes;

/// <summary>The sources that the tests were built from.</summary>
public static class Repository
{
    private const string Marker = "PaymentsOrleans.sln";

    /// <summary>The folder that holds the solution.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"{Marker} is in no folder above {AppContext.BaseDirectory}");
    }
}
