using Payments.Benchmarks;
using Payments.Benchmarks.Limits;
using Payments.Benchmarks.Peers;

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
    default:
        Console.Error.WriteLine($"unknown command '{options.Command}'; see --help");
        return 2;
}
