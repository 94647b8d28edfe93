namespace Payments.Simulation.Runs;

/// <summary>One seed for people: every attempt, the verdict, and the smallest run that fails the same way.</summary>
internal static class SingleRun
{
    public static int Tell(ulong seed)
    {
        var result = SeedRun.Of(new RunOptions(seed));
        foreach (var attempt in result.History.Attempts)
            Console.WriteLine(attempt);

        Console.WriteLine(result.Story());
        if (result.Verdict == Verdict.Passed)
            return 0;

        if (Shrinker.Shrink(result) is var smallest && smallest != result)
        {
            Console.WriteLine("the smallest run that was found:");
            foreach (var attempt in smallest.History.Attempts)
                Console.WriteLine(attempt);
            Console.WriteLine(smallest.Story());
        }

        return 1;
    }
}
