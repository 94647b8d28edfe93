using System.Security.Cryptography;
using System.Text;

namespace Payments.Domain.Ids;

/// <summary>
/// The id under which an idempotency key is unique in the journal: the first 128 bits of
/// SHA-256(tenant ‖ route ‖ 0x00 ‖ key), where tenant is the 16 bytes of the UUID in network order (all zero for the
/// operator's people), route is <c>METHOD template</c> in ASCII, e.g. <c>POST /v1/transfers</c>, and key is the client's
/// key in ASCII, without the quotes of a structured field. The digest's first 16 bytes are the UUID in network order.
/// </summary>
/// <remarks>
/// Stored with every operation, and verification compares it with tenant, route and key: this form can never change. Neither
/// route nor key can hold 0x00, so no two scopes share an input.
/// </remarks>
public static class OperationIds
{
    private const int TenantLength = 16;

    /// <summary>The operation id of a key.</summary>
    public static Guid Of(Guid tenant, string route, string key)
    {
        Span<byte> input = stackalloc byte[TenantLength + route.Length + 1 + key.Length];
        tenant.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.ASCII.GetBytes(route, input[TenantLength..]);
        input[TenantLength + route.Length] = 0;
        Encoding.ASCII.GetBytes(key, input[(TenantLength + route.Length + 1)..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, digest);
        return new Guid(digest[..16], bigEndian: true);
    }
}
