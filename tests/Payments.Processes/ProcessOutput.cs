using System.Diagnostics;

namespace Payments.Processes;

/// <summary>What a process writes: its lines are kept, or the last of them, and go to a file when one is named.</summary>
internal sealed class ProcessOutput(int linesMax, string? file) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly StreamWriter? _file = file is null ? null : new StreamWriter(file, append: true) { AutoFlush = true };
    private bool _isClosed;

    /// <summary>The lines that were kept.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join('\n', _lines);
        }
    }

    /// <summary>Reads both of its outputs from now on.</summary>
    public void ReadFrom(Process process)
    {
        process.OutputDataReceived += Remember;
        process.ErrorDataReceived += Remember;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _file?.Dispose();
        }
    }

    private void Remember(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(text);
            if (_lines.Count > linesMax)
            {
                _lines.Dequeue();
            }

            // Last words may come after the process has been left.
            if (!_isClosed)
            {
                _file?.WriteLine(text);
            }
        }
    }
}
