using Payments.History.Tests.Worlds;

namespace Payments.History.Tests;

/// <summary>Runs without a violation that prove nothing: too little has happened. The verdict stays open.</summary>
public sealed class EmptyRunTests
{
    private readonly Judged _world = new(11, 2_000);

    [Fact]
    public void A_fault_that_was_never_made()
    {
        _world.Header = _world.Header with { Faults = ["F4"] };

        IsOpen("F4 was not made");
    }

    [Fact]
    public void A_fault_that_did_not_fire_when_it_was_made_and_not_when_it_was_made_again()
    {
        _world.Faults.AddRange([Fault("F9", false), Fault("F9", false), Fault("F4", true), Fault("F9", true), Fault("F1", false), Fault("F1", false)]);

        var doubts = _world.Check().Doubts;

        Assert.Contains(doubts, doubt => doubt.StartsWith("F1 has not fired", StringComparison.Ordinal));
        Assert.Contains(doubts, doubt => doubt.StartsWith("F9 has not fired", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_that_fired_when_it_was_made_again_counts()
    {
        _world.Header = _world.Header with { Faults = ["F9"], Targets = new RunTargets { Strikes = 1 } };
        _world.Faults.AddRange([Fault("F9", false), Fault("F9", true)]);

        Assert.DoesNotContain(_world.Check().Doubts, doubt => doubt.Contains("F9", StringComparison.Ordinal));
    }

    [Fact]
    public void Clients_that_leave_are_no_unknown_outcomes_of_the_faults()
    {
        var reads = Enumerable.Range(0, _world.Invocations.Count).Where(at => _world.Invocations[at].Kind == OperationKind.ReadBalance).ToList();
        foreach (var at in reads)
        {
            _world.Completions[at] = new Completion
            {
                Op = _world.Completions[at].Op,
                At = _world.Completions[at].At,
                Outcome = Outcome.Info,
                Code = Completion.ClientLeft,
            };
        }

        _world.Header = _world.Header with { Faults = ["F4"], Targets = new RunTargets { UnknownByFaults = 0.005 } };
        _world.Faults.Add(Fault("F4", true) with { From = 0, Until = long.MaxValue });

        IsOpen("only 0.0 % unknown outcomes of clients that waited while something was broken, 0.5 % are needed");
    }

    [Fact]
    public void A_code_that_no_client_saw()
    {
        _world.Header = _world.Header with { Targets = new RunTargets { Codes = ["insufficient_funds", "not_executed"] } };

        IsOpen("no request was answered with not_executed");
    }

    [Fact]
    public void Too_few_operations_and_faults()
    {
        _world.Header = _world.Header with { Targets = new RunTargets { Acknowledged = 200_000, Strikes = 60, AccountsAsked = 30, OthersAsked = 1_000 } };

        Assert.Equal(4, _world.Check().Doubts.Count);
    }

    [Fact]
    public void Silos_that_were_killed_and_nobody_told_what_was_active_there()
    {
        _world.Header = _world.Header with { Targets = new RunTargets { AccountsBack = 5 } };
        _world.Faults.Add(Fault("F1", true));

        IsOpen("of 1 of 1 silos that were killed nobody could tell the accounts");
    }

    [Fact]
    public void A_front_end_that_was_not_asked_for_what_was_acknowledged()
    {
        _world.Header = _world.Header with { FrontEnds = ["front-end-1"], FinalTransfers = 10 };

        Assert.Contains(_world.Check().Doubts, doubt => doubt.StartsWith("front-end-1 has shown only 0 of", StringComparison.Ordinal));
    }

    private static FaultRecord Fault(string number, bool hasFired) => new(number, "planted", "silo-1", 1, 2, hasFired);

    private void IsOpen(string doubt)
    {
        var report = _world.Check();

        Assert.Contains(doubt, report.Doubts);
        Assert.NotEqual(Verdict.Valid, report.Verdict);
    }
}
