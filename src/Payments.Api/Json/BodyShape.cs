using System.Text;
using System.Text.Json;

namespace Payments.Api.Json;

/// <summary>The members that a route's body may have, in the order of the canonical form (by the bytes of their names).</summary>
internal sealed class BodyShape
{
    /// <summary>The body member that may stand for the <c>Idempotency-Key</c> header; no part of the fingerprint.</summary>
    public const string KeyMember = "idempotency_key";

    private readonly byte[][] _names;

    /// <summary>Makes a shape; each field belongs to one shape only.</summary>
    public BodyShape(bool takesKey, params Field[] fields)
    {
        Key = takesKey ? Field.Text(KeyMember, 255, "The idempotency key, for clients that cannot set the header.") : null;
        Fields = [.. fields.Concat(Key is null ? [] : [Key]).OrderBy(field => field.Name, StringComparer.Ordinal)];
        HasRequired = Fields.Any(field => field.Required);
        _names = [.. Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        for (var index = 0; index < Fields.Count; index++)
        {
            if (Fields[index].Index >= 0)
            {
                throw new InvariantViolationException($"field '{Fields[index].Name}' belongs to two shapes");
            }

            Fields[index].Index = index;
        }
    }

    /// <summary>The fields in canonical order.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>True when a body cannot be left out.</summary>
    public bool HasRequired { get; }

    /// <summary>The member that may hold the idempotency key.</summary>
    public Field? Key { get; }

    /// <summary>The name of a member as UTF-8.</summary>
    public ReadOnlySpan<byte> NameOf(int index) => _names[index];

    /// <summary>Finds the member whose name the reader stands on, escaped or not; -1 when the shape has none.</summary>
    public int IndexOf(ref readonly Utf8JsonReader reader)
    {
        for (var index = 0; index < _names.Length; index++)
        {
            if (reader.ValueTextEquals(_names[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
