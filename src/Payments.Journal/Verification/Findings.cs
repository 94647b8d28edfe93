using System.Runtime.CompilerServices;

namespace Payments.Journal.Verification;

/// <summary>Collects findings: all are counted, the first are kept.</summary>
internal sealed class Findings
{
    private const int KeptMax = 1_000;
    private readonly List<VerificationFinding> _kept = [];

    internal long Count { get; private set; }

    internal IReadOnlyList<VerificationFinding> Kept => _kept;

    /// <summary>Adds a finding.</summary>
    /// <param name="check">One of <see cref="LedgerChecks"/>.</param>
    /// <param name="found">What it was found at; its text names it.</param>
    /// <param name="detail">What is wrong.</param>
    internal void Add(string check, object found, string detail)
    {
        Count++;
        if (_kept.Count < KeptMax)
        {
            _kept.Add(new VerificationFinding(check, found.ToString()!, detail));
        }
    }

    /// <summary>Adds a finding when what has to hold does not. The detail is put into words only then: there are millions of rows.</summary>
    internal void Require(bool holds, string check, object found, [InterpolatedStringHandlerArgument(nameof(holds))] ref Detail detail)
    {
        if (!holds)
        {
            Add(check, found, detail.ToStringAndClear());
        }
    }

    /// <summary>A text that is not composed when nobody will read it.</summary>
    [InterpolatedStringHandler]
    internal ref struct Detail
    {
        private DefaultInterpolatedStringHandler _text;

        public Detail(int literalLength, int formattedCount, bool holds, out bool isWanted)
        {
            isWanted = !holds;
            _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

        internal string ToStringAndClear() => _text.ToStringAndClear();
    }
}
