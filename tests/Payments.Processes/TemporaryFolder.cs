namespace Payments.Processes;

/// <summary>A folder of its own in the temporary directory. It is deleted with what is in it, at the latest when this process ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes it.</summary>
    /// <param name="prefix">What its name begins with.</param>
    public TemporaryFolder(string prefix)
    {
        Path = Directory.CreateTempSubdirectory(prefix).FullName;
        Leftovers.Add(this);
    }

    public string Path { get; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;

    public void Dispose()
    {
        Leftovers.Remove(this);
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone already.
        }
    }
}
