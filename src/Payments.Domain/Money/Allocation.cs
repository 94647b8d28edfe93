namespace Payments.Domain;

/// <summary>Splits an amount so that the parts always add up to the whole.</summary>
public static class Allocation
{
    /// <summary>Splits by weight with the largest-remainder method; ties go to the earlier part.</summary>
    /// <param name="total">Minor units to split; not negative.</param>
    /// <param name="weights">Relative shares, none negative, at least one positive.</param>
    /// <exception cref="InvariantViolationException">The arguments are outside what is said above.</exception>
    public static long[] ByLargestRemainder(long total, IReadOnlyList<long> weights)
    {
        var sum = weights.Aggregate(Int128.Zero, (left, right) => left + right);
        if (total < 0 || sum <= 0 || weights.Any(weight => weight < 0))
        {
            throw new InvariantViolationException("an allocation needs a total and weights that are not negative");
        }

        var parts = weights.Select(weight => (long)((Int128)total * weight / sum)).ToArray();
        var missing = (int)(total - parts.Sum());
        var byRemainder = Enumerable.Range(0, weights.Count)
            .OrderByDescending(index => (Int128)total * weights[index] % sum)
            .ThenBy(index => index);
        foreach (var index in byRemainder.Take(missing))
        {
            parts[index]++;
        }

        return parts;
    }
}
