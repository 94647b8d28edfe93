using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Payments.Api.Limits;

/// <summary>
/// What an address is counted as: whoever has one IPv6 address has a whole /64 of them; an IPv4
/// address counts alone, also where a socket of both protocols shows it as an IPv6 one (RFC 4291, 2.5.5.2).
/// </summary>
internal static class AddressKey
{
    private const int NetworkBytes = 8;

    /// <summary>The key of an address.</summary>
    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        address.TryWriteBytes(bytes, out var written);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes[NetworkBytes..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes) + (uint)written;
    }
}
