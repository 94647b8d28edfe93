using Payments.Domain.Tests.Ledger;

namespace Payments.Domain.Tests.Properties;

/// <summary>Properties of the planner over random stories.</summary>
public sealed class LedgerProperties
{
    [Fact]
    public void The_planner_decides_as_the_small_model_does() => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        var model = new SmallModel(story);
        return story.CommandsOf(steps).All(command => story.Machine.Execute(command) is Done == model.Apply(command)
            && story.Accounts.All(id => story.Machine.Accounts[id].Posted == model.Posted[id] && story.Machine.Accounts[id].Held == model.Held[id]));
    });

    [Fact]
    public void Money_is_neither_made_nor_lost() => Holds((_, machine) =>
        machine.Accounts.Values.Sum(account => account.Posted) == 0
        && machine.Postings.GroupBy(row => row.EntryId).All(entry => entry.Sum(row => row.Amount) == 0 && entry.Count() == 2));

    [Fact]
    public void No_balance_is_below_its_floor() => Holds((_, machine) =>
        machine.Accounts.Values.All(account => account.Floor is not { } floor || account.Available >= floor));

    [Fact]
    public void A_balance_is_the_fold_of_its_postings() => Holds((story, machine) => story.Accounts.All(id =>
    {
        var sum = 0L;
        return machine.Postings.Where(row => row.AccountId == id).All(row => row.PostedAfter == (sum += row.Amount))
            && machine.Accounts[id].Posted == sum;
    }));

    [Fact]
    public void Postings_are_numbered_without_a_gap() => Holds((story, machine) => story.Accounts.All(id =>
        machine.Postings.Where(row => row.AccountId == id).Select((row, index) => row.Sequence == index + 1).All(isNext => isNext)
        && machine.Accounts[id].Sequence == machine.Postings.Count(row => row.AccountId == id)));

    [Fact]
    public void What_is_held_is_the_sum_of_the_open_holds() => Holds((story, machine) => story.Accounts.All(id =>
        machine.Accounts[id].Held == machine.Holds.Values.Where(hold => hold.Source == id && hold.Status == HoldStatus.Held).Sum(hold => hold.Amount)));

    [Fact]
    public void Events_of_an_object_are_numbered_without_a_gap() => Holds((_, machine) => machine.Events
        .GroupBy(row => row.ObjectId).All(each => each.Select(row => row.ObjectSequence).SequenceEqual(Enumerable.Range(1, each.Count()))));

    [Fact]
    public void Each_entry_is_told_once() => Holds((_, machine) => machine.Entries.Keys.All(id => machine.Events.Count(row => row.EntryId == id) == 1));

    [Fact]
    public void Epochs_never_go_back() => Holds((story, machine) => story.Accounts.All(id =>
    {
        var epochs = machine.Postings.Where(row => row.AccountId == id).Select(row => row.Epoch).ToList();
        return epochs.SequenceEqual(epochs.Order());
    }));

    [Fact]
    public void The_same_commands_again_change_nothing() => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        var commands = story.CommandsOf(steps);
        var first = commands.Select(story.Machine.Execute).ToList();
        var before = State(story.Machine);
        var second = commands.Zip(first).Where(pair => IsLasting(pair.Second)).Select(pair => (pair.Second, Again: story.Machine.Execute(pair.First))).ToList();
        return second.All(pair => Same(pair.Second, pair.Again)) && State(story.Machine) == before;
    });

    [Fact]
    public void However_commands_are_split_into_plans_the_end_is_the_same() => Always.Holds<(Step[] Steps, byte Size)>(given =>
    {
        var (alone, together) = (new Story(), new Story());
        foreach (var command in alone.CommandsOf(given.Steps))
            alone.Machine.Execute(command);
        foreach (var plan in together.CommandsOf(given.Steps).Chunk(1 + given.Size))
            together.Machine.Execute(plan);

        return State(alone.Machine) == State(together.Machine);
    });

    [Fact]
    public void An_all_or_nothing_batch_that_is_refused_leaves_only_its_record() => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        return story.CommandsOf(steps).All(command =>
        {
            var before = State(story.Machine);
            var answer = story.Machine.Execute(command);
            return command is not TransferBatch { AllOrNothing: true } || answer is Done || State(story.Machine) == before;
        });
    });

    [Fact]
    public void A_refused_command_leaves_nothing_but_its_record() => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        return story.CommandsOf(steps).All(command =>
        {
            var before = State(story.Machine);
            return story.Machine.Execute(command) is not Refused || State(story.Machine) == before;
        });
    });

    [Fact]
    public void A_plan_is_pure() => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        var commands = story.CommandsOf(steps);
        var demand = JournalDemand.Of(commands);
        var (one, two) = (JournalPlanner.Plan(commands, story.Machine.Read(demand)), JournalPlanner.Plan(commands, story.Machine.Read(demand)));
        return one.Writes.Postings.SequenceEqual(two.Writes.Postings) && one.Writes.Accounts.Values.SequenceEqual(two.Writes.Accounts.Values)
            && one.Answers.Zip(two.Answers).All(pair => Same(pair.First, pair.Second));
    });

    [Fact]
    public void Versions_grow_with_every_change() => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        return story.CommandsOf(steps).All(command =>
        {
            var before = story.Machine.Accounts.ToDictionary();
            story.Machine.Execute(command);
            return before.All(pair => story.Machine.Accounts[pair.Key] is var after && (after == pair.Value || after.Version > pair.Value.Version));
        });
    });

    private static void Holds(Func<Story, LedgerMachine, bool> property) => Always.Holds<Step[]>(steps =>
    {
        var story = new Story();
        foreach (var command in story.CommandsOf(steps))
            story.Machine.Execute(command);

        return property(story, story.Machine);
    });

    private static bool IsLasting(Answer answer) => answer is Done || answer is Refused { Refusal.IsLasting: true };

    private static bool Same(Answer first, Answer second) => (first, second) switch
    {
        (Done { Outcome: BatchOutcome one }, Done { Outcome: BatchOutcome two }) => one.Results.SequenceEqual(two.Results),
        (Done one, Done two) => one.Outcome == two.Outcome,
        (Refused one, Refused two) => one.Refusal == two.Refusal,
        _ => false,
    };

    private static string State(LedgerMachine machine) => string.Join('\n',
    [
        .. machine.Accounts.Values.OrderBy(account => account.Id).Select(account => account.ToString()),
        .. machine.Holds.Values.OrderBy(hold => hold.TransferId).Select(hold => hold.ToString()),
        .. machine.Postings.Select(row => row.ToString()),
        .. machine.Events.Select(row => $"{row.Type} {row.ObjectId} {row.ObjectSequence}"),
    ]);
}
