using System.Globalization;
using System.Text;

namespace Payments.Benchmarks.Load;

/// <summary>
/// One <c>POST /v1/transfers</c> as bytes; per request only the key, the accounts and the amount change in place.
/// </summary>
/// <remarks>All account ids have the same length and amounts three digits, so no length ever changes.</remarks>
internal sealed class TransferRequest
{
    private const int KeyLength = 32;
    private const int AmountMin = 100;
    private const int AmountMax = 999;

    private readonly byte[] _message;
    private readonly byte[] _accounts;
    private readonly int _accountLength;
    private readonly int _keyAt;
    private readonly int _sourceAt;
    private readonly int _destinationAt;
    private readonly int _amountAt;
    private Randomness _random = new((ulong)Random.Shared.NextInt64());

    public TransferRequest(Uri target, string token, IReadOnlyList<string> accounts)
    {
        _accountLength = accounts[0].Length;
        _accounts = Encoding.ASCII.GetBytes(string.Concat(accounts));
        if (_accounts.Length != _accountLength * accounts.Count)
        {
            throw new ArgumentException("account ids must all have the same length", nameof(accounts));
        }

        var blank = new string('a', _accountLength);
        var body = $$"""{"source":"{{blank}}","destination":"{{blank}}","amount":100,"currency":"USD"}""";
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST /v1/transfers HTTP/1.1
            Host: {target.Authority}
            Authorization: Bearer {token}
            Content-Type: application/json
            Idempotency-Key: {new string('k', KeyLength)}
            Content-Length: {body.Length}


            """).ReplaceLineEndings("\r\n");
        _message = Encoding.ASCII.GetBytes(head + body);
        _keyAt = head.IndexOf("Idempotency-Key: ", StringComparison.Ordinal) + "Idempotency-Key: ".Length;
        _sourceAt = head.Length + "{\"source\":\"".Length;
        _destinationAt = _sourceAt + _accountLength + "\",\"destination\":\"".Length;
        _amountAt = _destinationAt + _accountLength + "\",\"amount\":".Length;
    }

    public ReadOnlySpan<byte> Next(AccountPicker picker)
    {
        var (source, destination) = picker.Next(ref _random);
        WriteHex(_message.AsSpan(_keyAt, 16), _random.Next());
        WriteHex(_message.AsSpan(_keyAt + 16, 16), _random.Next());
        AccountAt(source).CopyTo(_message.AsSpan(_sourceAt));
        AccountAt(destination).CopyTo(_message.AsSpan(_destinationAt));
        WriteAmount(AmountMin + _random.Below(AmountMax - AmountMin + 1));
        return _message;
    }

    private ReadOnlySpan<byte> AccountAt(int index) => _accounts.AsSpan(index * _accountLength, _accountLength);

    private void WriteAmount(int amount)
    {
        _message[_amountAt] = (byte)('0' + (amount / 100));
        _message[_amountAt + 1] = (byte)('0' + (amount / 10 % 10));
        _message[_amountAt + 2] = (byte)('0' + (amount % 10));
    }

    private static void WriteHex(Span<byte> target, ulong value)
    {
        for (var at = 0; at < target.Length; at++)
        {
            target[at] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }
    }
}
