namespace Payments.Journal.Observation;

/// <summary>What one look at the database told.</summary>
/// <param name="Position">The feed's last position.</param>
/// <param name="StreamPosition">The position up to which the streams are fed; null before they were fed at all.</param>
/// <param name="OverdueHolds">Holds whose time has been over for more than half a minute; counted up to 1,000.</param>
/// <param name="HasNextMonth">Whether the partitions for the next month's entries are there.</param>
/// <param name="IsArchiveFailing">Whether the server archives its log and the last attempt failed.</param>
public sealed record DatabaseState(
    long Position, long? StreamPosition, long OverdueHolds, bool HasNextMonth, bool IsArchiveFailing);
