using System.Globalization;

namespace Payments.Chaos.Processes;

/// <summary>How many commands the accounts that are active on a silo have executed, by its own count.</summary>
/// <param name="Executed">However they ended.</param>
/// <param name="Fenced">Refused by the journal, because another activation or a batch had taken the account's place.</param>
internal sealed record SiloCommands(long Executed, long Fenced)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>Asks the silo; null when it does not answer any more.</summary>
    internal static async Task<SiloCommands?> OfAsync(Node silo)
    {
        try
        {
            var page = await Http.GetStringAsync(new Uri(silo.Process.Address, "/metrics"));
            // Transfers and holds: whatever else the journal counts may come from elsewhere than an account's grain.
            var counts = page.Split('\n').Where(line => line.StartsWith("payments_commands_total{", StringComparison.Ordinal)
                && (line.Contains("kind=\"transfer\"", StringComparison.Ordinal) || line.Contains("kind=\"hold\"", StringComparison.Ordinal))).ToList();
            return new SiloCommands(
                counts.Sum(Value), counts.Where(line => line.Contains("result=\"fenced\"", StringComparison.Ordinal)).Sum(Value));
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    private static long Value(string line) => (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}
