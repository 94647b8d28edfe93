using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Payments.Journal.Observation;

/// <summary>
/// Asks PostgreSQL for the time each second, over a connection that nobody else uses: for how long the server has answered this
/// process without a break, or has not, and how far the two clocks are apart.
/// </summary>
/// <param name="connections">Connections for this alone, so that being short of them is not taken for a server that is away.</param>
/// <param name="clock">The clock.</param>
public sealed class ServerReach(NpgsqlDataSource connections, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>An answer that takes longer is none: who has to wait for it cannot write either.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _looking = new(1);
    private volatile Sight? _last;
    private volatile Question? _open;

    /// <summary>For how long every look has found it; null when the last one has not, and before the first.</summary>
    public TimeSpan? ReachedFor => _last is { Answers: true } sight && !IsOverdue ? clock.GetElapsedTime(sight.Since) : null;

    /// <summary>For how long no look has found it; null when the last one has, and before the first.</summary>
    public TimeSpan? MissedFor => _last is { Answers: false } sight ? clock.GetElapsedTime(sight.Since)
        : _open is { } question && IsOverdue ? clock.GetElapsedTime(question.AskedAt)
        : null;

    /// <summary>By how much this process's clock is certainly ahead of the server's, negative when it is behind; null while the server does not answer.</summary>
    public TimeSpan? ClockOffset => _last?.Offset;

    private bool IsOverdue => _open is { } question && clock.GetElapsedTime(question.AskedAt) > AnswerMax;

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await _looking.WaitAsync(cancellation);
        try
        {
            var question = new Question(clock.GetTimestamp());
            _open = question;
            var offset = await AskAsync();
            var (before, answers) = (_last, offset is not null && !IsOverdue);
            _last = new Sight(answers, before?.Answers == answers ? before.Since : question.AskedAt, answers ? offset : null);
        }
        finally
        {
            _open = null;
            _looking.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Ends by the connections' own limits: calling it off would take longer than they do.</summary>
    private async Task<TimeSpan?> AskAsync()
    {
        try
        {
            return await ServerClock.OffsetAsync(connections, clock, CancellationToken.None);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }

    private sealed record Sight(bool Answers, long Since, TimeSpan? Offset);

    private sealed record Question(long AskedAt);
}
