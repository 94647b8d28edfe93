using System.Globalization;

namespace Payments.Domain.Tests.Ledger;

/// <summary>
/// A small language for money rules: each line does something and says how it must end.
/// </summary>
/// <remarks>
/// <code>
/// account  A   USD 100.00 [floor -5.00] [day 50.00] [transfer 20.00] [owner ann]
/// transfer T A B USD 30.00      -> posted          reverse T             -> reversed
/// hold     H A B USD 30.00 60s  -> held            post    H [20.00]     -> posted
/// void     H                    -> voided          expire  H             -> expired
/// freeze A -> frozen   unfreeze A -> open   close A -> closed   limits A floor 0.00 day 9.00 -> changed
/// balance  A   posted 70.00 held 0.00              wait    61s
/// again        -> posted (the line before, with its key)     by ann transfer ...  (in the name of an owner)
/// </code>
/// Every refusal is written <c>refused code</c>. What follows a # is for people.
/// </remarks>
internal sealed class LedgerScript
{
    private readonly LedgerMachine _machine = new();
    private readonly Dictionary<string, Guid> _names = [];
    private Origin _caller = LedgerMachine.Admin;
    private Command? _last;

    /// <summary>Runs a script; the first line that ends otherwise than it says fails the test.</summary>
    public static void Run(string script)
    {
        var run = new LedgerScript();
        foreach (var line in script.Split('\n'))
        {
            var text = line.Split('#')[0].Trim();
            if (text.Length > 0)
                run.Line(text);
        }
    }

    private void Line(string text)
    {
        var parts = text.Split("->", StringSplitOptions.TrimEntries);
        var words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _caller = LedgerMachine.Admin;
        if (words[0] == "by")
        {
            _caller = LedgerMachine.User(IdOf(words[1]));
            words = words[2..];
        }

        switch (words[0])
        {
            case "account":
                Open(words);
                break;
            case "balance":
                Assert.Equal(string.Join(' ', words), Balance(words));
                break;
            case "wait":
                _machine.Now += Time(words[1]);
                break;
            default:
                var command = words[0] == "again" ? _last! : CommandOf(words);
                _last = command;
                Assert.Equal($"{parts[0]} -> {parts[1]}", $"{parts[0]} -> {EndOf(_machine.Execute(command))}");
                break;
        }
    }

    private void Open(string[] words)
    {
        var owner = Option(words, "owner") is { } name ? IdOf(name) : Guid.Empty;
        var floor = Option(words, "floor") is { } text ? (text == "none" ? null : Minor(text, words[2])) : 0;
        _names[words[1]] = _machine.Open(Minor(words[3], words[2]) ?? 0, words[2], 0 < floor ? 0 : floor, owner);
        _machine.Must(new ChangeAccountLimits
        {
            Origin = LedgerMachine.Admin, AccountId = IdOf(words[1]), ChangeId = _machine.NextId(), Floor = new(floor),
            LimitPerDay = Limit(words, "day", words[2]), LimitPerTransfer = Limit(words, "transfer", words[2]),
        });
    }

    private Command CommandOf(string[] words) => words[0] switch
    {
        "transfer" or "hold" => Transfer(words),
        "post" => Settle(words, HoldStatus.Posted),
        "void" => Settle(words, HoldStatus.Voided),
        "expire" => Settle(words, HoldStatus.Expired),
        "reverse" => Reverse(words[1]),
        "freeze" => Status(words[1], AccountStatus.Frozen),
        "unfreeze" => Status(words[1], AccountStatus.Open),
        "close" => Status(words[1], AccountStatus.Closed),
        "limits" => Limits(words),
        _ => throw new FormatException($"the script language has no '{words[0]}'"),
    };

    private TransferMoney Transfer(string[] words)
    {
        var command = _machine.Transfer(
            IdOf(words[2]), IdOf(words[3]), Minor(words[5], words[4])!.Value, words[4], words[0] == "hold" ? Time(words[6]) : null);
        _names[words[1]] = command.TransferId;
        return command with { Origin = _caller, Idempotency = NewStamp() };
    }

    private SettleHold Settle(string[] words, HoldStatus end)
    {
        var hold = _machine.Holds.GetValueOrDefault(IdOf(words[1]));
        return new SettleHold
        {
            Origin = _caller, Idempotency = NewStamp(), TransferId = IdOf(words[1]), End = end, EntryId = _machine.NextId(),
            Source = hold?.Source ?? Guid.Empty, Destination = hold?.Destination ?? Guid.Empty,
            Amount = words.Length > 2 ? Minor(words[2], hold?.Currency.Code ?? "USD") : null,
        };
    }

    private ReverseTransfer Reverse(string name)
    {
        var transfer = IdOf(name);
        var entry = _machine.Entries.Values.FirstOrDefault(row => row.TransferId == transfer && row.Kind != EntryKind.Reversal);
        var postings = _machine.Postings.Where(row => row.EntryId == entry?.Id).ToList();
        var hold = _machine.Holds.GetValueOrDefault(transfer);
        return new ReverseTransfer
        {
            Origin = _caller, Idempotency = NewStamp(), TransferId = transfer, EntryId = _machine.NextId(),
            OriginalEntryId = entry?.Id ?? Guid.Empty,
            Source = postings.Count > 0 ? postings[0].AccountId : hold?.Source ?? Guid.Empty,
            Destination = postings.Count > 0 ? postings[1].AccountId : hold?.Destination ?? Guid.Empty,
        };
    }

    private ChangeAccountStatus Status(string name, AccountStatus status) => new()
    {
        Origin = _caller, Idempotency = NewStamp(), AccountId = IdOf(name), Status = status, ChangeId = _machine.NextId(),
    };

    private ChangeAccountLimits Limits(string[] words)
    {
        var currency = _machine.Accounts.GetValueOrDefault(IdOf(words[1]))?.Currency.Code ?? "USD";
        return new ChangeAccountLimits
        {
            Origin = _caller, Idempotency = NewStamp(), AccountId = IdOf(words[1]), ChangeId = _machine.NextId(),
            Floor = Limit(words, "floor", currency), LimitPerDay = Limit(words, "day", currency),
            LimitPerTransfer = Limit(words, "transfer", currency),
        };
    }

    private static NewLimit? Limit(string[] words, string name, string currency) => Option(words, name) switch
    {
        null => null,
        "none" => new NewLimit(null),
        var text => new NewLimit(Minor(text, currency)),
    };

    private string Balance(string[] words)
    {
        var account = _machine.Accounts[IdOf(words[1])];
        string Major(long minor) => new Money(minor, account.Currency).ToMajorUnits();
        var shown = words.Skip(2).Where((_, index) => index % 2 == 0).Select(what => $"{what} " + what switch
        {
            "posted" => Major(account.Posted),
            "held" => Major(account.Held),
            "available" => Major(account.Available),
            "spent" => Major(account.DayDebited),
            "version" => account.Version.ToString(CultureInfo.InvariantCulture),
            _ => throw new FormatException($"a balance has no '{what}'"),
        });
        return string.Join(' ', words.Take(2).Concat(shown));
    }

    private static string EndOf(Answer answer) => answer switch
    {
        Refused refused => $"refused {refused.Refusal.Code}",
        Done { Replayed: true } => "replayed",
        Done { Outcome: HoldOutcome outcome } => outcome.Hold.Status.ToString().ToLowerInvariant(),
        Done { Outcome: TransferOutcome outcome } => outcome.EntryId == outcome.TransferId ? "posted" : "reversed",
        Done { Outcome: AccountOutcome { Account.Status: not AccountStatus.Open } outcome } => outcome.Account.Status.ToString().ToLowerInvariant(),
        Done => "changed",
        _ => "fenced",
    };

    private IdempotencyStamp NewStamp() => LedgerMachine.Stamp(_machine.NextId());

    private Guid IdOf(string name) => _names.TryGetValue(name, out var id) ? id : _names[name] = _machine.NextId();

    private static string? Option(string[] words, string name) =>
        Array.IndexOf(words, name) is > 1 and var at ? words[at + 1] : null;

    private static long? Minor(string? major, string currency) => major is null
        ? null
        : long.Parse(major.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            * (major.Contains('.', StringComparison.Ordinal) || Currency.Of(currency).Exponent == 0 ? 1 : throw new FormatException($"write {major} with its decimals"));

    private static TimeSpan Time(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'h' => TimeSpan.FromHours(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"'{text}' is no time"),
    };
}
