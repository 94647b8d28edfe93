using System.Collections.Frozen;

namespace Payments.Domain;

/// <summary>The active codes of ISO 4217 with their minor-unit exponents (SIX list one, funds codes with a unit included).</summary>
internal static class CurrencyTable
{
    private const string TwoDigits =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY "
        + "COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
        + "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
        + "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
        + "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
        + "XAD XCD XCG YER ZAR ZMW ZWG";

    private const string NoDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";
    private const string FourDigits = "CLF UYW";

    internal static readonly FrozenDictionary<string, int> Exponents =
        new[] { (TwoDigits, 2), (NoDigits, 0), (ThreeDigits, 3), (FourDigits, 4) }
            .SelectMany(row => row.Item1.Split(' ').Select(code => (code, row.Item2)))
            .ToFrozenDictionary(pair => pair.code, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>One string for each code, so that equal currencies share it.</summary>
    internal static readonly FrozenSet<string> Codes = Exponents.Keys.ToFrozenSet(StringComparer.Ordinal);
}
