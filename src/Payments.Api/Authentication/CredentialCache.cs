using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Api.Authentication;

/// <summary>SHA-256 of a credential. Looking things up by it takes a time that tells nothing about the credential.</summary>
internal readonly record struct CredentialHash(UInt128 High, UInt128 Low)
{
    private const int StackBytes = 1024;

    /// <summary>The hash of a credential, which is ASCII.</summary>
    public static CredentialHash Of(ReadOnlySpan<char> credential)
    {
        Span<byte> bytes = credential.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[credential.Length];
        var length = Encoding.ASCII.GetBytes(credential, bytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], digest);
        return new CredentialHash(
            BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
    }
}

/// <summary>Remembers for a while who a credential stands for, or that it stands for nobody. Bounded.</summary>
internal sealed class CredentialCache(int entriesMax, TimeProvider clock)
{
    private readonly ConcurrentDictionary<CredentialHash, Entry> _entries = new();
    private readonly ConcurrentDictionary<CredentialHash, Task<Caller?>> _lookups = new();
    private int _count;

    /// <summary>Looks a credential up; false when nothing fresh is known of it.</summary>
    public bool TryGet(CredentialHash hash, out Caller? caller)
    {
        if (_entries.TryGetValue(hash, out var entry) && clock.GetTimestamp() < entry.Until)
        {
            caller = entry.Caller;
            return true;
        }

        caller = null;
        return false;
    }

    /// <summary>Remembers what a credential stands for.</summary>
    public void Set(CredentialHash hash, Caller? caller, TimeSpan time)
    {
        if (Volatile.Read(ref _count) >= entriesMax)
        {
            DropOld();
        }

        var entry = new Entry(caller, clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency));
        if (_entries.TryAdd(hash, entry))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _entries[hash] = entry;
        }
    }

    /// <summary>Runs one look-up for all requests that ask for the same credential at the same time.</summary>
    public async Task<Caller?> LookUpOnceAsync(CredentialHash hash, Func<Task<Caller?>> lookUp)
    {
        var mine = new TaskCompletionSource<Caller?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = _lookups.GetOrAdd(hash, mine.Task);
        if (shared != mine.Task)
        {
            return await shared;
        }

        try
        {
            var caller = await lookUp();
            mine.SetResult(caller);
            return caller;
        }
        catch (Exception fault)
        {
            mine.SetException(fault);
            _ = mine.Task.Exception;
            throw;
        }
        finally
        {
            _lookups.TryRemove(hash, out _);
        }
    }

    /// <summary>Drops what is over; when that is not enough, everything: it can all be looked up again.</summary>
    private void DropOld()
    {
        var now = clock.GetTimestamp();
        foreach (var pair in _entries)
        {
            if (pair.Value.Until <= now && _entries.TryRemove(pair))
            {
                Interlocked.Decrement(ref _count);
            }
        }

        if (Volatile.Read(ref _count) >= entriesMax)
        {
            _entries.Clear();
            Volatile.Write(ref _count, 0);
        }
    }

    private sealed record Entry(Caller? Caller, long Until);
}
