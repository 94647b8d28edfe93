using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>What a command is, in one word for a metric's label; numbered, so that a batch can be counted in an array.</summary>
internal static class CommandKinds
{
    /// <summary>What a command is called that has no kind yet: counting never fails a command that is written.</summary>
    internal const string Unnamed = "unnamed";

    private static readonly string[] Names =
    [
        "transfer", "hold", "post", "void", "expiry", "reversal", "batch", "account_opening", "account_change", "party", "api_key",
        "claim", "approval", Unnamed,
    ];

    /// <summary>How many kinds there are.</summary>
    internal static int Count => Names.Length;

    internal static string NameOf(int kind) => Names[kind];

    internal static int Of(Command command) => command switch
    {
        TransferMoney { HoldFor: null } => 0,
        TransferMoney => 1,
        SettleHold settle => settle.End switch { HoldStatus.Posted => 2, HoldStatus.Voided => 3, _ => 4 },
        ReverseTransfer => 5,
        TransferBatch => 6,
        OpenAccount => 7,
        ChangeAccountStatus or ChangeAccountLimits => 8,
        RegisterParty => 9,
        IssueApiKey or RevokeApiKey => 10,
        ClaimAccount => 11,
        RequestReversal or DecideApproval or EndApproval => 12,
        _ => 13,
    };
}
