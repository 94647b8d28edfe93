using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>How a command ended. The names, in snake case, are labels of metrics and spans.</summary>
internal enum CommandEnd
{
    /// <summary>Written.</summary>
    Done,

    /// <summary>Its key had an answer already.</summary>
    Replayed,

    /// <summary>Refused by a rule.</summary>
    Refused,

    /// <summary>Sent by an activation whose place another one has taken.</summary>
    Fenced,

    /// <summary>Not executed: the database was away.</summary>
    Unavailable,

    /// <summary>Perhaps executed: the outcome could not be learned in time.</summary>
    Unknown,

    /// <summary>Refused by the database although the rules had accepted it.</summary>
    Bad,

    /// <summary>Turned away before it was queued.</summary>
    Shed,
}

internal static class CommandEnds
{
    private static readonly string[] Names = [.. Enum.GetNames<CommandEnd>().Select(name => name.ToLowerInvariant())];

    internal static int Count => Names.Length;

    internal static string NameOf(CommandEnd end) => Names[(int)end];

    internal static CommandEnd Of(Answer answer) => answer switch
    {
        Done { Replayed: true } or Refused { Replayed: true } => CommandEnd.Replayed,
        Done => CommandEnd.Done,
        Refused => CommandEnd.Refused,
        _ => CommandEnd.Fenced,
    };
}
