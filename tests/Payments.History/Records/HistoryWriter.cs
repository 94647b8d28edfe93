using System.Text.Json;

namespace Payments.History.Records;

/// <summary>Writes a history line by line, each flushed to the operating system before the operation goes on.</summary>
public sealed class HistoryWriter(string path) : IDisposable
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _lock = new();

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Writes one line whole.</summary>
    public void Write(HistoryLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, HistoryJson.Default.HistoryLine), .. LineEnd];
        lock (_lock)
        {
            _file.Write(bytes);
        }
    }

    public void Dispose() => _file.Dispose();
}
