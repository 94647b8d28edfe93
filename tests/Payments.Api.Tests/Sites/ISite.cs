namespace Payments.Api.Tests.Sites;

/// <summary>Something that serves the API over a socket: the front end on stubs, or the whole system on PostgreSQL.</summary>
public interface ISite
{
    /// <summary>Where it listens.</summary>
    Uri Address { get; }

    /// <summary>Sends requests there.</summary>
    HttpClient Client { get; }

    /// <summary>A user's access token.</summary>
    string UserToken { get; }

    /// <summary>An administrator's access token.</summary>
    string AdminToken { get; }

    /// <summary>A wallet of the user's, with money.</summary>
    string Source { get; }

    /// <summary>Another account.</summary>
    string Destination { get; }

    /// <summary>True when a ledger decides; stubs say yes to everything.</summary>
    bool HasLedger { get; }

    /// <summary>All that a refused request must leave as it is: the trial balance with its position, or the commands seen.</summary>
    Task<string> LedgerAsync();
}
