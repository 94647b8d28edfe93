using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Payments.Domain.Ids;
using Payments.Domain.Tests.Requests;

namespace Payments.Domain.Tests.Properties;

/// <summary>Properties of amounts, allocations, ids and fingerprints.</summary>
public sealed class ValueProperties
{
    private static readonly Currency Euro = Currency.Of("EUR");

    private static readonly Gen<long> Longs = Gen.OneOf(
        Gen.Elements(0L, 1, -1, long.MaxValue, long.MinValue, Money.AmountMax, -Money.AmountMax),
        ArbMap.Default.GeneratorFor<long>());

    private static readonly Gen<long> NotNegative = Longs.Select(value => value < 0 ? -(value + 1) : value);

    private static readonly Gen<(long Total, long[] Weights)> Splits =
        from total in NotNegative
        from first in NotNegative
        from others in NotNegative.ArrayOf()
        select (total, others.Take(20).Prepend(Math.Max(1, first)).ToArray());

    [Fact]
    public void Addition_is_exact_or_throws() => Always.Holds(Pairs(), pair =>
    {
        var exact = (Int128)pair.Left + pair.Right;
        Money Sum() => new Money(pair.Left, Euro) + new Money(pair.Right, Euro);
        return exact >= long.MinValue && exact <= long.MaxValue ? Sum().MinorUnits == exact : Always.Throws<OverflowException>(() => Sum());
    });

    [Fact]
    public void Addition_has_no_order() => Always.Holds<(int Left, int Right)>(pair =>
        new Money(pair.Left, Euro) + new Money(pair.Right, Euro) == new Money(pair.Right, Euro) + new Money(pair.Left, Euro));

    [Fact]
    public void What_is_added_can_be_taken_away() => Always.Holds<(int Left, int Right)>(pair =>
        new Money(pair.Left, Euro) + new Money(pair.Right, Euro) - new Money(pair.Right, Euro) == new Money(pair.Left, Euro));

    [Fact]
    public void Major_units_lose_no_digit() => Always.Holds(Longs, minor => Currency.Codes.All(code =>
    {
        var text = new Money(minor, Currency.Of(code)).ToMajorUnits();
        return Int128.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) == minor
            && (Currency.Of(code).Exponent == 0 ? !text.Contains('.', StringComparison.Ordinal) : text.Split('.')[1].Length == Currency.Of(code).Exponent);
    }));

    [Fact]
    public void The_parts_always_add_up_to_the_whole() => Always.Holds(Splits, split =>
        Allocation.ByLargestRemainder(split.Total, split.Weights).Aggregate(Int128.Zero, (sum, part) => sum + part) == split.Total);

    [Fact]
    public void No_part_is_off_by_a_whole_unit() => Always.Holds(Splits, split =>
    {
        var weight = split.Weights.Aggregate(Int128.Zero, (sum, each) => sum + each);
        return Allocation.ByLargestRemainder(split.Total, split.Weights).Zip(split.Weights)
            .All(part => part.First - ((Int128)split.Total * part.Second / weight) is var over && over >= 0 && over <= 1);
    });

    [Fact]
    public void Who_weighs_nothing_gets_nothing() => Always.Holds(Splits, split =>
        Allocation.ByLargestRemainder(split.Total, split.Weights).Zip(split.Weights).All(part => part.Second > 0 || part.First == 0));

    [Fact]
    public void A_heavier_part_is_never_smaller() => Always.Holds(Splits, split =>
    {
        var parts = Allocation.ByLargestRemainder(split.Total, split.Weights);
        return parts.Zip(split.Weights).All(one => parts.Zip(split.Weights).All(two => one.Second <= two.Second || one.First >= two.First));
    });

    [Fact]
    public void An_id_is_read_as_it_was_written() => Always.Holds<Guid>(id =>
        PublicId.TryParse(PublicId.Transfer, PublicId.Format(PublicId.Transfer, id), out var read) && read == id);

    [Fact]
    public void Ids_sort_as_their_texts_do() => Always.Holds<(Guid Left, Guid Right)>(pair =>
        Math.Sign(string.CompareOrdinal(PublicId.Format("x", pair.Left), PublicId.Format("x", pair.Right)))
        == Math.Sign(pair.Left.CompareTo(pair.Right)));

    [Fact]
    public void Ids_sort_by_the_time_of_their_making() => Always.Holds<(uint Earlier, ushort Later)>(at =>
    {
        var earlier = DateTimeOffset.FromUnixTimeMilliseconds(at.Earlier);
        var (first, second) = (Guid.CreateVersion7(earlier), Guid.CreateVersion7(earlier.AddMilliseconds(at.Later + 1)));
        return string.CompareOrdinal(PublicId.Format("x", first), PublicId.Format("x", second)) < 0;
    });

    [Fact]
    public void What_is_read_as_an_id_is_written_the_same() => Always.Holds(
        Gen.Elements("0123456789abcdefghijklmnopqrstuvwxyzABC_-é".ToCharArray()).ArrayOf(26).Select(letters => "acc_" + new string(letters)),
        text => !PublicId.TryParse(PublicId.Account, text, out var id) || PublicId.Format(PublicId.Account, id) == text);

    [Fact]
    public void Fingerprints_are_equal_when_bodies_are() => Always.Holds<(int Left, int Right)>(pair =>
        Fingerprint.SameBody(Body(pair.Left), Body(pair.Right)) == (pair.Left == pair.Right));

    [Fact]
    public void A_difference_is_named_in_both_directions() => Always.Holds<(byte Left, byte Right)>(pair =>
        Fingerprint.Differences(Body(pair.Left), Body(pair.Right), ["amount"])
            .SequenceEqual(Fingerprint.Differences(Body(pair.Right), Body(pair.Left), ["amount"])));

    private static byte[] Body(int amount) => FingerprintTests.Of(("amount", amount.ToString(CultureInfo.InvariantCulture)));

    private static Gen<(long Left, long Right)> Pairs() =>
        from left in Longs from right in Longs select (left, right);
}
