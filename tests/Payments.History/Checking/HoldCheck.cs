namespace Payments.History.Checking;

/// <summary>After the run: what is held is what open holds hold, and no hold is open past its time and a sweep.</summary>
internal static class HoldCheck
{
    private const int Held = 1;

    /// <summary>How long after its time a hold may still be open.</summary>
    private static readonly TimeSpan SweepMax = TimeSpan.FromSeconds(10);

    internal static IEnumerable<Violation> Run(Evidence evidence)
    {
        var open = evidence.Journal.Holds.Where(hold => hold.Status == Held).ToList();
        foreach (var hold in open.Where(hold => hold.ExpiresAt + SweepMax < evidence.Journal.ExportedAt))
        {
            yield return new Violation("hold", $"{hold.Transfer} is still held; its time was over at {hold.ExpiresAt:O}");
        }

        var held = open.GroupBy(hold => hold.Source).ToDictionary(holds => holds.Key, holds => holds.Sum(hold => hold.Amount));
        foreach (var account in evidence.Journal.Accounts.Where(account => account.Held != held.GetValueOrDefault(account.Id)))
        {
            yield return new Violation(
                "hold", $"{account.Id} has {account.Held} held; its open holds hold {held.GetValueOrDefault(account.Id)}");
        }

        foreach (var hold in evidence.Journal.Holds)
        {
            var status = evidence.Ledger.Transfers.GetValueOrDefault(hold.Transfer)?.StatusAt(long.MaxValue - 1);
            if (status != NameOf(hold.Status) && status != "reversed")
            {
                yield return new Violation("hold", $"{hold.Transfer} is {NameOf(hold.Status)}; its events make it {status}");
            }
        }
    }

    private static string NameOf(int status) => status switch { 1 => "held", 2 => "posted", 3 => "voided", _ => "expired" };
}
