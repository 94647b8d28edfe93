using System.Buffers.Text;
using System.Text;

namespace Payments.Api.Json;

/// <summary>Strings of a body: unescaped with everything refused that PostgreSQL or a reader of logs could stumble over.</summary>
internal static class JsonText
{
    /// <summary>
    /// Unescapes a JSON string's inner bytes. The reader has checked the grammar of the escapes; what is left to refuse are
    /// lone surrogates and NUL, which no UTF-8 text in the journal can hold.
    /// </summary>
    /// <param name="source">Bytes between the quotes.</param>
    /// <param name="destination">As long as the source at least: unescaping only shortens.</param>
    /// <param name="written">How many bytes came out.</param>
    public static bool TryUnescape(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        written = 0;
        while (!source.IsEmpty)
        {
            var plain = source.IndexOf((byte)'\\');
            plain = plain < 0 ? source.Length : plain;
            source[..plain].CopyTo(destination[written..]);
            written += plain;
            source = source[plain..];
            if (!source.IsEmpty && !TryUnescapeOne(ref source, destination, ref written))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a text holds characters that change how other text is shown or where a line ends.</summary>
    public static bool HasForbiddenCharacters(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (char.IsControl(letter) || IsBidirectionalOrLineControl(letter))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Characters as Unicode counts them.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var letter in text)
        {
            length -= char.IsLowSurrogate(letter) ? 1 : 0;
        }

        return length;
    }

    /// <summary>UAX #9's marks, embeddings, overrides and isolates; the line and paragraph separators.</summary>
    private static bool IsBidirectionalOrLineControl(char letter) =>
        letter is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';

    private static bool TryUnescapeOne(ref ReadOnlySpan<byte> source, Span<byte> destination, ref int written)
    {
        if (source[1] != 'u')
        {
            destination[written++] = source[1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var same => same,
            };
            source = source[2..];
            return true;
        }

        var first = CodeUnit(source);
        source = source[6..];
        var isPair = char.IsHighSurrogate(first) && source.Length >= 6 && source[0] == '\\' && source[1] == 'u';
        Rune rune;
        if (isPair && Rune.TryCreate(first, CodeUnit(source), out rune))
        {
            source = source[6..];
        }
        else if (!Rune.TryCreate(first, out rune) || rune.Value == 0)
        {
            return false;
        }

        written += rune.EncodeToUtf8(destination[written..]);
        return true;
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x')
            ? (char)unit
            : throw new InvariantViolationException("the JSON reader let a broken escape through");
}
