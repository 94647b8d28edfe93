namespace Payments.Domain.Tests.Amounts;

/// <summary>Splitting without losing a cent.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(5, new long[] { 3, 7 }, new long[] { 2, 3 })]
    [InlineData(1, new long[] { 1, 1 }, new long[] { 1, 0 })]
    [InlineData(0, new long[] { 1, 2 }, new long[] { 0, 0 })]
    [InlineData(10, new long[] { 0, 1 }, new long[] { 0, 10 })]
    [InlineData(long.MaxValue, new long[] { long.MaxValue, long.MaxValue }, new[] { 4611686018427387904, 4611686018427387903 })]
    public void The_largest_remainders_get_what_is_left(long total, long[] weights, long[] parts) =>
        Assert.Equal(parts, Allocation.ByLargestRemainder(total, weights));

    [Theory]
    [InlineData(-1, new long[] { 1 })]
    [InlineData(1, new long[] { })]
    [InlineData(1, new long[] { 0, 0 })]
    [InlineData(1, new long[] { 2, -1 })]
    public void What_cannot_be_split_is_a_bug(long total, long[] weights) =>
        Assert.Throws<InvariantViolationException>(() => Allocation.ByLargestRemainder(total, weights));
}
