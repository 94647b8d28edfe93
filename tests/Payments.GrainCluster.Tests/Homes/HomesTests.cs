using System.Net;
using Payments.Grains.Idempotency;
using Payments.Hosting.Cluster;

namespace Payments.GrainCluster.Tests.Homes;

/// <summary>Everybody finds the same home of a slot, and changes of the cluster move no more than they must.</summary>
public sealed class HomesTests
{
    private static readonly SiloAddress[] Five = [.. Enumerable.Range(1, 5).Select(i => Silo(i, generation: 7))];

    [Fact]
    public void The_home_does_not_depend_on_the_order_in_which_silos_are_known()
    {
        var backwards = Five.Reverse().ToArray();

        Assert.All(Slots, slot => Assert.Equal(Home(slot, Five), Home(slot, backwards)));
    }

    [Fact]
    public void Each_silo_is_home_to_its_share()
    {
        var shares = Slots.CountBy(slot => Home(slot, Five)).ToList();

        Assert.Equal(5, shares.Count);
        Assert.All(shares, share => Assert.InRange(share.Value, IdempotencySlots.Count / 5 * 0.85, IdempotencySlots.Count / 5 * 1.15));
    }

    [Fact]
    public void A_silo_that_goes_moves_its_own_slots_only()
    {
        var left = Five[..4];

        Assert.All(Slots.Where(slot => Home(slot, Five) != Five[4]), slot => Assert.Equal(Home(slot, Five), Home(slot, left)));
        Assert.Equal(4, Slots.Where(slot => Home(slot, Five) == Five[4]).Select(slot => Home(slot, left)).Distinct().Count());
    }

    [Fact]
    public void A_silo_that_starts_again_gets_its_slots_back()
    {
        var again = Silo(5, generation: 8);
        SiloAddress[] after = [.. Five[..4], again];

        Assert.All(Slots, slot => Assert.Equal(Home(slot, Five) == Five[4], Home(slot, after) == again));
    }

    [Fact]
    public void Of_two_lives_of_a_silo_the_later_one_is_home()
    {
        var again = Silo(1, generation: 8);

        Assert.All(Slots, slot => Assert.Equal(again, Home(slot, [Silo(1, generation: 7), again])));
        Assert.All(Slots, slot => Assert.Equal(again, Home(slot, [again, Silo(1, generation: 7)])));
    }

    [Fact]
    public void Places_stay_the_same_from_one_version_of_the_program_to_the_next() =>
        Assert.Equal(
            "1 3 3 2 5 4 3 1",
            string.Join(' ', Enumerable.Range(0, 8).Select(slot => Array.IndexOf(Five, Home(slot, Five)) + 1)));

    [Fact]
    public void An_account_is_in_the_slot_whose_key_leads_to_the_same_home()
    {
        var ids = Enumerable.Range(0, 1_000).Select(_ => Guid.CreateVersion7()).ToList();

        Assert.All(ids, id => Assert.Equal(IdempotencySlots.SlotOf(id), IdempotencySlots.SlotOf(IdempotencySlots.KeyOf(IdempotencySlots.SlotOf(id)))));
        Assert.InRange(ids.Select(IdempotencySlots.SlotOf).Distinct().Count(), 800, 1_000);
    }

    private static IEnumerable<int> Slots => Enumerable.Range(0, IdempotencySlots.Count);

    private static SiloAddress Home(int slot, SiloAddress[] silos) => Payments.Hosting.Cluster.Homes.Of(slot, silos);

    private static SiloAddress Silo(int number, int generation) => SiloAddress.New(IPAddress.Parse($"10.0.0.{number}"), 11_111, generation);
}
