using System.Globalization;
using Payments.Chaos.Faults;
using Payments.Chaos.Load;

namespace Payments.Chaos;

/// <summary>A seed makes the same requests and the same order of faults again, in another process and on another day.</summary>
public sealed class ReproducibilityTests
{
    private static readonly Town Town = new("usr", [.. Enumerable.Range(0, 24).Select(number => $"a{number}")], 72_000);

    [Theory]
    [InlineData(7, 0, "c0-1 Transfer a10>a11 4615  ; c0-2 Transfer a2>a4 627  ; c0-3 Hold a9>a4 300 13 ; c0-4 Transfer a5>a0 80  ")]
    [InlineData(7, 1, "c1-1 Transfer a1>a2 621  ; c1-2 Transfer a1>a23 66  ; c1-3 Transfer a3>a0 133  ; c1-4 Transfer a0>a1 327  ")]
    [InlineData(8, 0, "c0-1 Transfer a0>a1 3712  ; c0-2 Transfer a0>a1 412  ; c0-3 Batch >   366,595,271,119; c0-4 Transfer a5>a14 160  ")]
    public void A_clients_first_requests(long seed, int client, string expected) =>
        Assert.Equal(expected, string.Join("; ", Choose(seed, client, new KnownTransfers(), 4).Select(Told)));

    /// <summary>Requests that name a transfer name one that is known; what all others are does not depend on that.</summary>
    [Fact]
    public void What_is_known_changes_no_request_that_names_no_transfer()
    {
        var known = new KnownTransfers();
        for (var number = 0; number < 300; number++)
        {
            known.Add(Made(number), new Completion { Op = number, At = 0, Outcome = Outcome.Ok, Transfer = $"t{number}" });
        }

        var (with, without) = (Choose(7, 3, known, 500), Choose(7, 3, new KnownTransfers(), 500));

        Assert.Contains(with, one => one.Transfer is not null);
        Assert.All(with.Zip(without).Where(pair => pair.First.Transfer is null), pair => Assert.Equal(Told(pair.Second), Told(pair.First)));
    }

    [Fact]
    public void The_order_of_the_faults()
    {
        var faults = "ABCDEFGH".Select(letter => new Fault($"{letter}", "", _ => throw new InvalidOperationException("it is not made here"))).ToArray();
        var rounds = new Turns(7, faults);

        Assert.Equal("DCGFEHBA FHCADEBG AHDGBCFE", string.Join(' ', Enumerable.Range(0, 3).Select(_ => string.Concat(rounds.Next().Select(fault => fault.Number)))));
    }

    private static List<Invocation> Choose(long seed, int client, KnownTransfers known, int count)
    {
        var choices = new Choices(seed, client, Town, known);
        return [.. Enumerable.Range(0, count).Select(_ => choices.Next(1))];
    }

    private static string Told(Invocation one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{one.Key} {one.Kind} {one.Source}{one.Account}>{one.Destination} {one.Amount} {one.ExpiresIn} {string.Join(',', one.Items?.Select(item => item.Amount) ?? [])}");

    private static Invocation Made(int number) => new()
    {
        Op = number,
        Process = 1,
        Kind = number % 2 == 0 ? OperationKind.Transfer : OperationKind.Hold,
        Key = $"made {number}",
        Node = "",
        At = 0,
    };
}
