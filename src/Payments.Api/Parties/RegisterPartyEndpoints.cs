using System.Security.Cryptography;
using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Domain.Commands;

namespace Payments.Api.Parties;

/// <summary>The members of a user or merchant in a body. Each shape needs fields of its own.</summary>
internal sealed class PartyFields
{
    private const int NameMax = 200;
    private const int EmailMax = 254;

    public Field Name { get; } = Field.Text("name", NameMax, "Name for people, kept as it is written.", required: true);

    public Field Email { get; } = Field.Text("email", EmailMax, "Address for mail, unique; kept in lower case.");

    public Field Metadata { get; } = Field.Metadata();

    /// <summary>The shape.</summary>
    public BodyShape Whole() => new(true, Name, Email, Metadata);
}

/// <summary>Registers a user or merchant.</summary>
internal abstract class RegisterPartyEndpoint(CommandRunner runner, PartyIds parties, PartyKind kind, PartyFields fields, BodyShape shape)
    : CommandEndpoint(runner)
{
    private const int SaltLength = 16;

    /// <inheritdoc/>
    public override BodyShape Shape => shape;

    /// <inheritdoc/>
    public override int Status => StatusCodes.Status201Created;

    /// <inheritdoc/>
    protected override ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var name = request.Fields.Text(fields.Name);
        var email = request.Fields.Text(fields.Email);
        var metadata = request.Fields.Metadata(fields.Metadata);
        if (email is not null && !IsAddress(email))
        {
            request.Fields.Refuse(fields.Email, ProblemCodes.ValueNotAllowed, "An address of the form name@domain is expected.");
        }

        return new ValueTask<Command?>(request.Fields.Problem is not null ? null : new RegisterParty
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            PartyId = request.Ids.Next(),
            Kind = kind,
            Name = name!,
            Email = email?.ToLowerInvariant(),
            Metadata = metadata,
            Salt = RandomNumberGenerator.GetBytes(SaltLength),
        });
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        var outcome = (PartyOutcome)done.Outcome;
        var register = (RegisterParty)command;
        parties.Learn(outcome.PartyId, kind);
        PartyAnswer.Write(json, outcome.PartyId, kind, register.Name, register.Email, register.Metadata, outcome.RecordedAt);
    }

    /// <inheritdoc/>
    protected override string? LocationOf(Done done) => $"{Template}/{Domain.Ids.PublicId.Format(PartyIds.PrefixOf(kind), ((PartyOutcome)done.Outcome).PartyId)}";

    /// <summary>Only a mail tells whether an address works; this finds what cannot be one.</summary>
    private static bool IsAddress(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == text.LastIndexOf('@') && at < text.Length - 1
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}

/// <summary>Registers a user.</summary>
internal sealed class RegisterUser(CommandRunner runner, PartyIds parties)
    : RegisterPartyEndpoint(runner, parties, PartyKind.User, Fields, Body)
{
    private static readonly PartyFields Fields = new();
    private static readonly BodyShape Body = Fields.Whole();

    /// <inheritdoc/>
    public override string Template => "/v1/users";
}

/// <summary>Registers a merchant.</summary>
internal sealed class RegisterMerchant(CommandRunner runner, PartyIds parties)
    : RegisterPartyEndpoint(runner, parties, PartyKind.Merchant, Fields, Body)
{
    private static readonly PartyFields Fields = new();
    private static readonly BodyShape Body = Fields.Whole();

    /// <inheritdoc/>
    public override string Template => "/v1/merchants";
}
