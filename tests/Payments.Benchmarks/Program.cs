using Payments.Benchmarks;
using Payments.Benchmarks.Filling;
using Payments.Benchmarks.Limits;
using Payments.Benchmarks.Peers;
using Payments.Benchmarks.Product;

if (args.Contains("--help"))
{
    Console.WriteLine(BenchOptions.Help);
    return 0;
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 2;
}

try
{
    return await RunAsync();
}
catch (InvalidOperationException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}

async Task<int> RunAsync()
{
    switch (options.Command)
    {
        case "serve-bare":
            await BareServer.ServeAsync(options.Port);
            return 0;
        case "serve-procedure":
            await ProcedureServer.ServeAsync(options.Port, options.Postgres!);
            return 0;
        case "all":
            return await FullRun.RunAsync(options, TimeProvider.System);
        case "prefill":
            return await PrefillRun.RunAsync(options, Console.Out);
        case "cold":
            return await ColdRun.RunAsync(options, Console.Out);
        case "memory":
            return await MemoryRun.RunAsync(options, Console.Out);
        case "startup":
            return await StartupRun.RunAsync(options, Console.Out);
        default:
            Console.Error.WriteLine($"unknown command '{options.Command}'; see --help");
            return 2;
    }
}
