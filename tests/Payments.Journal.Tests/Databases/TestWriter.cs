using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Databases;

/// <summary>A group-commit writer of its own, as a silo has one.</summary>
internal sealed class TestWriter : IAsyncDisposable, IMeterFactory
{
    private readonly JournalConnections _connections;
    private readonly JournalWriter _writer;

    /// <param name="connectionString">The database.</param>
    /// <param name="options">How it groups and tries; the defaults without them.</param>
    /// <param name="statementMax">The most that a statement may take; three seconds when it is null.</param>
    internal TestWriter(string connectionString, JournalWriterOptions? options = null, TimeSpan? statementMax = null)
    {
        _connections = new JournalConnections(new()
        {
            ConnectionString = connectionString,
            LockTimeout = TimeSpan.FromSeconds(2),
            WriterStatementTimeout = statementMax ?? TimeSpan.FromSeconds(3),
            SilenceMax = TimeSpan.FromSeconds(statementMax is null ? 2 : 1),
        });
        Store = new PostgresJournalStore(_connections.Writer);
        var metrics = new JournalMetrics(this);
        _writer = new JournalWriter(
            Store, options ?? new(), TimeProvider.System, metrics, NullLogger<JournalWriter>.Instance);
        _writer.Start();
    }

    internal IJournalStore Store { get; }

    internal Task<Answer> AppendAsync(Command command) => _writer.AppendAsync(command);

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync();
        await _connections.DisposeAsync();
    }

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
