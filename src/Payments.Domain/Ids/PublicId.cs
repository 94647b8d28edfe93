namespace Payments.Domain.Ids;

/// <summary>
/// The ids that clients see: a prefix that tells the kind, an underscore and 26 Crockford characters of a UUIDv7
/// (<c>acc_06f1…</c>). Inside the system an id is the UUID alone. Only the lower-case form is an id, so one object has one name.
/// </summary>
public static class PublicId
{
    /// <summary>Prefix of an account.</summary>
    public const string Account = "acc";

    /// <summary>Prefix of a wallet transfer.</summary>
    public const string Transfer = "trf";

    /// <summary>Prefix of a journal entry.</summary>
    public const string Entry = "ent";

    /// <summary>Prefix of an event.</summary>
    public const string Event = "evt";

    /// <summary>Prefix of a user.</summary>
    public const string User = "usr";

    /// <summary>Prefix of a merchant.</summary>
    public const string Merchant = "mer";

    /// <summary>Prefix of an API key's public id (not the secret).</summary>
    public const string ApiKey = "key";

    /// <summary>Prefix of a batch of transfers.</summary>
    public const string Batch = "bat";

    /// <summary>Prefix of an approval.</summary>
    public const string Approval = "apr";

    /// <summary>Writes an id as clients see it.</summary>
    public static string Format(string prefix, Guid id) =>
        string.Create(prefix.Length + 1 + Crockford.Length, (prefix, id), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            span[state.prefix.Length] = '_';
            Crockford.Write(state.id, span[(state.prefix.Length + 1)..]);
        });

    /// <summary>Reads an id of one kind; false for another kind, another length, another case or another alphabet.</summary>
    public static bool TryParse(string prefix, string? text, out Guid id)
    {
        id = default;
        return text is not null
            && text.Length == prefix.Length + 1 + Crockford.Length
            && text[prefix.Length] == '_'
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && Crockford.TryRead(text.AsSpan(prefix.Length + 1), out id);
    }
}
