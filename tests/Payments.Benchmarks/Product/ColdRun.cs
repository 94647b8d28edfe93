using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Payments.Benchmarks.Filling;
using Payments.Benchmarks.Load;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks.Product;

/// <summary>How long the first requests for an account with a long history take after a restart of the silo.</summary>
/// <remarks>
/// After the restart other accounts are used first, so that what is measured is the account, not the compiler; what the very
/// first request of a process costs is told beside it.
/// </remarks>
internal static class ColdRun
{
    private const long CountDefault = 1_000_000;
    private const double MillisecondsMax = 20;
    private const int Ordinary = 200;
    private const int Cold = 2;
    private const int Restarts = 5;

    // What the load leaves behind (garbage, compilation, verification) is not the account's.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        var isMet = true;
        foreach (var runtime in SiloRuntime.Available())
        {
            await using var silo = await ProductSilo.StartAsync(runtime, options.Postgres!);
            var contestant = await ProductApi.PrepareAsync(silo, Ordinary + Cold, postmaster: null);
            await silo.StopAsync();
            // Between two accounts every entry is a posting of each.
            var count = await new JournalFilling(silo.ConnectionString, Console.Error)
                .FillAsync([.. contestant.Accounts.Take(Cold).Select(PublicAccount.Parse)], options.Count ?? CountDefault);
            var times = new Times();
            for (var restart = 0; restart < Restarts; restart++)
            {
                await silo.RestartAsync();
                await MeasureAsync(silo, contestant with { Server = silo.Server }, times);
            }

            isMet &= times.Transfer.Max() <= MillisecondsMax && times.Read.Max() <= MillisecondsMax;
            await output.WriteLineAsync($"{runtime.Name}, accounts with {count:N0} postings, {Restarts} restarts (ms, median / most):");
            await output.WriteLineAsync(TextTable.Format(
                ["first request", "median", "most", "target"],
                [
                    Row("transfer out of the account", times.Transfer, "<= 20"),
                    Row("GET of the account", times.Read, "<= 20"),
                    Row("transfer between accounts in use", times.Usual, string.Empty),
                    Row("the same transfer again", times.Again, string.Empty),
                    Row("the process's very first transfer", times.VeryFirst, string.Empty),
                ]));
        }

        return isMet ? 0 : 1;
    }

    private static async Task MeasureAsync(ProductSilo silo, HttpContestant contestant, Times times)
    {
        using var client = ProductApi.Client(silo, contestant.Token);
        var (transferred, read) = (contestant.Accounts[0], contestant.Accounts[1]);
        var others = contestant.Accounts.Skip(Cold).ToArray();
        times.VeryFirst.Add(await TransferAsync(client, others[0], others[1]));
        LoadGenerator.Run(new LoadPlan(
            contestant.Server.Address, contestant.Token, others, Traffic.Uniform, TimeSpan.FromSeconds(5)));
        await TimeAsync(() => client.GetAsync(new Uri($"/v1/accounts/{others[0]}", UriKind.Relative)));
        await Task.Delay(Rest);
        times.Usual.Add(await TransferAsync(client, others[0], others[1]));
        times.Transfer.Add(await TransferAsync(client, transferred, others[1]));
        times.Again.Add(await TransferAsync(client, transferred, others[1]));
        times.Read.Add(await TimeAsync(() => client.GetAsync(new Uri($"/v1/accounts/{read}", UriKind.Relative))));
    }

    private static Task<double> TransferAsync(HttpClient client, string source, string destination) => TimeAsync(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transfers")
        {
            Content = JsonContent.Create(new { source, destination, amount = 100, currency = "USD" }),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return client.SendAsync(request);
    });

    private static async Task<double> TimeAsync(Func<Task<HttpResponseMessage>> sendAsync)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await sendAsync();
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return response.IsSuccessStatusCode
            ? elapsed
            : throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    private static string[] Row(string what, List<double> times, string target)
    {
        times.Sort();
        return [what, Show(times[times.Count / 2]), Show(times[^1]), target];
    }

    private static string Show(double milliseconds) => milliseconds.ToString("N1", CultureInfo.InvariantCulture);

    private sealed class Times
    {
        public List<double> Transfer { get; } = [];

        public List<double> Usual { get; } = [];

        public List<double> Again { get; } = [];

        public List<double> Read { get; } = [];

        public List<double> VeryFirst { get; } = [];
    }
}
