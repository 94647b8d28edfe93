namespace Payments.Domain;

/// <summary>An ISO 4217 currency that the ledger can hold.</summary>
/// <remarks>The exponent is the number of decimal digits of the minor unit: JPY 0, USD 2, KWD 3, CLF 4.</remarks>
[GenerateSerializer, Immutable, Alias("pay.currency")]
public readonly record struct Currency
{
    private Currency(string code) => Code = code;

    /// <summary>The three upper-case letters of ISO 4217.</summary>
    [Id(0)] public string Code { get; init; }

    /// <summary>Decimal digits of the minor unit, from the standard's table.</summary>
    public int Exponent => CurrencyTable.Exponents[Code];

    /// <summary>Every currency that the table knows, by code.</summary>
    public static IEnumerable<string> Codes => CurrencyTable.Codes;

    /// <summary>Finds a currency by its exact upper-case code; false when ISO 4217 has no such code.</summary>
    public static bool TryParse(string? code, out Currency currency)
    {
        if (code is not null && CurrencyTable.Codes.TryGetValue(code, out var known))
        {
            currency = new Currency(known);
            return true;
        }

        currency = default;
        return false;
    }

    /// <summary>The currency with this code. The code comes from our own data: an unknown one is a bug.</summary>
    /// <exception cref="InvariantViolationException">ISO 4217 has no such code.</exception>
    public static Currency Of(string code) =>
        TryParse(code, out var currency) ? currency : throw new InvariantViolationException($"unknown currency code '{code}'");

    /// <inheritdoc/>
    public override string ToString() => Code;
}
