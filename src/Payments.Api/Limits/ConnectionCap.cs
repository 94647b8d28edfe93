using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Payments.Api.Limits;

/// <summary>Closes connections of an address that has too many, so that one client cannot take them all.</summary>
internal sealed class ConnectionCap(int perAddressMax)
{
    private readonly ConcurrentDictionary<UInt128, int> _open = new();

    /// <summary>Connection middleware.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var peer })
        {
            await next(connection);
            return;
        }

        var key = AddressKey.Of(peer);
        try
        {
            if (_open.AddOrUpdate(key, 1, static (_, count) => count + 1) <= perAddressMax)
            {
                await next(connection);
            }
        }
        finally
        {
            if (_open.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
            {
                _open.TryRemove(new KeyValuePair<UInt128, int>(key, 0));
            }
        }
    }
}
