namespace Payments.Domain.Tests.Amounts;

/// <summary>The table of ISO 4217.</summary>
public sealed class CurrencyTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("CHF", 2)]
    [InlineData("MGA", 2)] // subdivided into fifths, two digits in the standard all the same
    [InlineData("HUF", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("ISK", 0)]
    [InlineData("CLP", 0)]
    [InlineData("XOF", 0)]
    [InlineData("BHD", 3)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    public void A_currency_has_the_decimals_of_the_standard(string code, int exponent) =>
        Assert.Equal(exponent, Currency.Of(code).Exponent);

    [Theory]
    [InlineData("XX" + "X")] // no currency
    [InlineData("XAU")] // gold has no minor unit
    [InlineData("XTS")] // for tests
    [InlineData("DEM")]
    [InlineData("HRK")] // the euro's since 2023
    [InlineData("BGN")] // the euro's since 2026
    [InlineData("usd")]
    [InlineData("US")]
    [InlineData("USD ")]
    [InlineData("")]
    [InlineData(null)]
    public void What_the_standard_does_not_know_is_no_currency(string? code)
    {
        Assert.False(Currency.TryParse(code, out _));
        Assert.Throws<InvariantViolationException>(() => Currency.Of(code!));
    }

    [Fact]
    public void Every_code_is_three_capital_letters_and_stands_there_once()
    {
        var codes = Currency.Codes.ToList();

        Assert.All(codes, code => Assert.Matches("^[A-Z]{3}$", code));
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.InRange(codes.Count, 150, 190);
    }

    [Fact]
    public void The_same_code_is_the_same_currency() => Assert.Equal(Currency.Of("EUR"), Currency.Of(new string("EUR".ToCharArray())));
}
