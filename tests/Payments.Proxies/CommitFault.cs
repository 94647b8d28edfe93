namespace Payments.Proxies;

/// <summary>What can happen to a COMMIT on its way.</summary>
public enum CommitFault
{
    /// <summary>The connection is cut before the server gets the COMMIT: nothing is committed.</summary>
    CutBefore,

    /// <summary>The connection is cut when the server has answered the COMMIT, before the client gets the answer.</summary>
    CutAfter,

    /// <summary>The server gets the COMMIT; what it answers is lost, and the connection stays open without a word.</summary>
    SwallowAnswer,

    /// <summary>The client is cut off while the server is still at work on the COMMIT, and goes on with it.</summary>
    Abandon,

    /// <summary>The server is told ROLLBACK and answers so. The client has sent COMMIT, and no error comes.</summary>
    TurnIntoRollback,
}
