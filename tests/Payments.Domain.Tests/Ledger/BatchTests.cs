namespace Payments.Domain.Tests.Ledger;

/// <summary>Many transfers in one command.</summary>
public sealed class BatchTests
{
    private readonly LedgerMachine _machine = new();

    [Fact]
    public void Each_line_for_itself_makes_what_it_can()
    {
        var (a, b) = (_machine.Open(100), _machine.Open());

        var results = Results(Batch(allOrNothing: false, (a, b, 60), (a, b, 60), (b, a, 50)));

        Assert.Equal([null, RefusalCodes.InsufficientFunds, null], results.Select(result => result.Refusal?.Code));
        Assert.Equal((90, 10), (_machine.Accounts[a].Posted, _machine.Accounts[b].Posted));
    }

    [Fact]
    public void All_or_nothing_makes_all()
    {
        var (a, b) = (_machine.Open(100), _machine.Open());

        Assert.All(Results(Batch(allOrNothing: true, (a, b, 60), (b, a, 60), (a, b, 100))), result => Assert.NotNull(result.TransferId));
        Assert.Equal((0, 100), (_machine.Accounts[a].Posted, _machine.Accounts[b].Posted));
    }

    [Fact]
    public void All_or_nothing_makes_nothing_and_says_which_line_is_to_blame()
    {
        var (a, b) = (_machine.Open(100), _machine.Open());
        var before = (_machine.Accounts[a], _machine.Accounts[b], _machine.Postings.Count, _machine.Events.Count);

        var plan = _machine.Execute([Batch(allOrNothing: true, (a, b, 60), (a, b, 60))]);

        var refusal = Assert.IsType<Refused>(plan.Answers[0]).Refusal;
        Assert.Equal((RefusalCodes.BatchRefused, "/transfers/1/amount"), (refusal.Code, refusal.Pointer));
        Assert.True(plan.Writes.IsEmpty);
        Assert.Equal(before, (_machine.Accounts[a], _machine.Accounts[b], _machine.Postings.Count, _machine.Events.Count));
    }

    [Fact]
    public void A_batch_that_is_refused_leaves_its_neighbours_alone()
    {
        var (a, b, c) = (_machine.Open(100), _machine.Open(), _machine.Open());

        var plan = _machine.Execute(
            _machine.Transfer(a, b, 30),
            Batch(allOrNothing: true, (b, c, 30), (b, c, 1)),
            _machine.Transfer(b, c, 30));

        Assert.Equal([typeof(Done), typeof(Refused), typeof(Done)], plan.Answers.Select(answer => answer.GetType()));
        Assert.Equal((70, 0, 30), (_machine.Accounts[a].Posted, _machine.Accounts[b].Posted, _machine.Accounts[c].Posted));
    }

    [Fact]
    public void A_batch_moves_the_epochs_of_the_accounts_that_it_debits()
    {
        var (a, b) = (_machine.Open(100), _machine.Open());
        var (epochOfA, epochOfB) = (_machine.Accounts[a].Epoch, _machine.Accounts[b].Epoch);

        Results(Batch(allOrNothing: true, (a, b, 1)));

        Assert.Equal((epochOfA + 1, epochOfB), (_machine.Accounts[a].Epoch, _machine.Accounts[b].Epoch));
    }

    [Fact]
    public void The_refusal_of_a_batch_lasts()
    {
        var (a, b) = (_machine.Open(1), _machine.Open(10));
        var batch = Batch(allOrNothing: true, (a, b, 2)) with { Idempotency = LedgerMachine.Stamp(_machine.NextId()) };
        _machine.Execute(batch);
        _machine.Must(_machine.Transfer(b, a, 10));

        var again = Assert.IsType<Refused>(_machine.Execute(batch with { BatchId = _machine.NextId() }));

        Assert.Equal((RefusalCodes.BatchRefused, true), (again.Refusal.Code, again.Replayed));
    }

    private TransferBatch Batch(bool allOrNothing, params (Guid From, Guid To, long Amount)[] lines) => new()
    {
        Origin = LedgerMachine.Admin,
        BatchId = _machine.NextId(),
        AllOrNothing = allOrNothing,
        Transfers = [.. lines.Select(line => _machine.Transfer(line.From, line.To, line.Amount))],
    };

    private IReadOnlyList<BatchResult> Results(TransferBatch batch) =>
        Assert.IsType<BatchOutcome>(Assert.IsType<Done>(_machine.Execute(batch)).Outcome).Results;
}
