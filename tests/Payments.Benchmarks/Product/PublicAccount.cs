using Payments.Domain.Ids;

namespace Payments.Benchmarks.Product;

/// <summary>Account ids as the API writes them, and as the journal keeps them.</summary>
internal static class PublicAccount
{
    public static Guid Parse(string id) => PublicId.TryParse(PublicId.Account, id, out var guid)
        ? guid
        : throw new InvalidOperationException($"'{id}' is no account id");
}
