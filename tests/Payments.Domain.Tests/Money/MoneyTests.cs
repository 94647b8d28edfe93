namespace Payments.Domain.Tests.Amounts;

/// <summary>Exact amounts.</summary>
public sealed class MoneyTests
{
    private static readonly Currency Euro = Currency.Of("EUR");

    [Theory]
    [InlineData(1234, "EUR", "12.34 EUR")]
    [InlineData(-5, "JPY", "-5 JPY")]
    [InlineData(5, "EUR", "0.05 EUR")]
    [InlineData(-5, "EUR", "-0.05 EUR")]
    [InlineData(0, "EUR", "0.00 EUR")]
    [InlineData(1, "KWD", "0.001 KWD")]
    [InlineData(123456, "CLF", "12.3456 CLF")]
    [InlineData(long.MaxValue, "EUR", "92233720368547758.07 EUR")]
    [InlineData(long.MinValue, "EUR", "-92233720368547758.08 EUR")]
    public void An_amount_is_written_with_the_decimals_of_its_currency(long minor, string currency, string text) =>
        Assert.Equal(text, new Money(minor, Currency.Of(currency)).ToString());

    [Fact]
    public void Sums_and_differences_are_exact()
    {
        Assert.Equal(new Money(30, Euro), new Money(10, Euro) + new Money(20, Euro));
        Assert.Equal(new Money(-10, Euro), new Money(10, Euro) - new Money(20, Euro));
        Assert.Equal(new Money(-10, Euro), -new Money(10, Euro));
    }

    [Fact]
    public void What_does_not_fit_throws()
    {
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Euro) + new Money(1, Euro));
        Assert.Throws<OverflowException>(() => new Money(long.MinValue, Euro) - new Money(1, Euro));
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue, Euro));
    }

    [Fact]
    public void Two_currencies_do_not_mix() =>
        Assert.Throws<InvariantViolationException>(() => new Money(1, Euro) + new Money(1, Currency.Of("USD")));

    [Fact]
    public void The_largest_amount_is_the_largest_integer_that_a_double_keeps_exact() =>
        Assert.Equal((1L << 53) - 1, Money.AmountMax);
}
