using System.Globalization;

namespace Payments.Domain;

/// <summary>An exact amount in the currency's minor unit: 12.34 EUR is (1234, EUR).</summary>
/// <param name="MinorUnits">Signed count of minor units.</param>
/// <param name="Currency">The ISO 4217 currency.</param>
[GenerateSerializer, Immutable, Alias("pay.money")]
public readonly record struct Money([property: Id(0)] long MinorUnits, [property: Id(1)] Currency Currency)
{
    /// <summary>The largest amount that one request may name: 2^53-1, the largest integer that every JSON reader keeps exact.</summary>
    public const long AmountMax = 9_007_199_254_740_991;

    /// <summary>Adds two amounts of one currency. Overflow throws: the whole solution builds checked.</summary>
    /// <exception cref="InvariantViolationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) =>
        left.Currency == right.Currency
            ? left with { MinorUnits = left.MinorUnits + right.MinorUnits }
            : throw new InvariantViolationException($"cannot add {right} to {left}");

    /// <summary>Subtracts two amounts of one currency. Overflow throws.</summary>
    /// <exception cref="InvariantViolationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => left + -right;

    /// <summary>The opposite amount. The smallest long has no opposite and throws.</summary>
    public static Money operator -(Money money) => money with { MinorUnits = -money.MinorUnits };

    /// <summary>The amount in major units for people, with as many decimals as the currency has: "12.34 EUR", "-5 JPY".</summary>
    public override string ToString() => $"{ToMajorUnits()} {Currency}";

    /// <summary>The amount in major units without the currency, for export formats that want a decimal point.</summary>
    public string ToMajorUnits()
    {
        var digits = UInt128.CreateChecked(Int128.Abs(MinorUnits)).ToString(CultureInfo.InvariantCulture);
        var exponent = Currency.Exponent;
        var sign = MinorUnits < 0 ? "-" : "";
        if (exponent == 0)
        {
            return sign + digits;
        }

        digits = digits.PadLeft(exponent + 1, '0');
        return $"{sign}{digits[..^exponent]}.{digits[^exponent..]}";
    }
}
