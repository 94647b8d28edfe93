using Payments.Domain.Commands;

namespace Payments.Grains.Parties;

/// <summary>One user or merchant with its API keys. Key: the user's or merchant's id.</summary>
[Alias("pay.party-grain")]
public interface IPartyGrain : IGrainWithGuidKey
{
    /// <summary>Writes a command about this user or merchant and answers after the commit.</summary>
    /// <param name="command"><see cref="RegisterParty"/>, <see cref="IssueApiKey"/> or <see cref="RevokeApiKey"/>.</param>
    [Alias("Submit")]
    Task<Answer> SubmitAsync(Command command);
}
