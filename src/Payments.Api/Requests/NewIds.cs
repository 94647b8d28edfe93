using System.Security.Cryptography;
using Payments.Domain.Ids;

namespace Payments.Api.Requests;

/// <summary>
/// Makes UUIDv7 ids (RFC 9562) with random bits from the operating system, fetched many at a time: one system call per id
/// would be a good part of a request's cost.
/// </summary>
internal sealed class NewIds(TimeProvider clock)
{
    private const int IdBytes = 16;
    private const int PoolBytes = 256 * IdBytes;

    [ThreadStatic]
    private static byte[]? _pool;

    [ThreadStatic]
    private static int _used;

    /// <summary>A new id.</summary>
    public Guid Next()
    {
        var pool = _pool ??= new byte[PoolBytes];
        if (_used is 0 or PoolBytes)
        {
            RandomNumberGenerator.Fill(pool);
            _used = 0;
        }

        var bytes = pool.AsSpan(_used, IdBytes);
        _used += IdBytes;
        var milliseconds = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var index = 5; index >= 0; index--)
        {
            bytes[index] = (byte)(milliseconds & 0xff);
            milliseconds >>= 8;
        }

        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A new request id.</summary>
    public string NextRequestId() => PublicId.Format("req", Next());
}
