using System.Globalization;
using Payments.Simulation;
using Payments.Simulation.Runs;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// --seed N runs one seed and tells its story; everything else goes to the test runner.
if (args is ["--seed", var seed])
    return SingleRun.Tell(ulong.Parse(seed, CultureInfo.InvariantCulture));

return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
