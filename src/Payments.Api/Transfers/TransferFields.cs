using Payments.Api.Json;
using Payments.Domain.Ids;

namespace Payments.Api.Transfers;

/// <summary>The members of a transfer in a body. Each shape needs fields of its own.</summary>
internal sealed class TransferFields
{
    /// <summary>Longest description.</summary>
    public const int DescriptionMax = 500;

    /// <summary>Longest reference.</summary>
    public const int ReferenceMax = 200;

    /// <summary>Longest time to hold funds: 30 days.</summary>
    public const int HoldSecondsMax = 30 * 24 * 60 * 60;

    /// <summary>Capture method that moves the money at once.</summary>
    public const string Automatic = "automatic";

    /// <summary>Capture method that holds the money.</summary>
    public const string Manual = "manual";

    /// <summary>How long funds are held when the request does not say.</summary>
    public static readonly TimeSpan HoldDefault = TimeSpan.FromDays(7);

    public Field Source { get; } = Field.Id("source", "The debited account.", true, PublicId.Account) with
    {
        Example = "\"acc_01jd3vn7sme8q8s3tt6wkqj0bd\"",
    };

    public Field Destination { get; } = Field.Id("destination", "The credited account.", true, PublicId.Account) with
    {
        Example = "\"acc_01jd3vn8q4e3asjhqz7wqkdmyh\"",
    };

    public Field Amount { get; } = Field.Integer("amount", "Minor units of the currency: 1234 is 12.34 USD.", true, 1) with
    {
        Example = "1234",
    };

    public Field Currency { get; } = Field.Currency("currency", "The currency that both accounts hold.");

    public Field Description { get; } = Field.Text("description", DescriptionMax, "A text for people.");

    public Field Reference { get; } = Field.Text("reference", ReferenceMax, "The caller's own reference.");

    public Field Metadata { get; } = Field.Metadata();

    public Field CaptureMethod { get; } = Field.Choice(
        "capture_method", "automatic moves the money at once, manual holds it until it is posted or voided.", Automatic, Manual);

    public Field ExpiresIn { get; } = Field.Integer(
        "expires_in", "Seconds until a hold expires, by the server's clock; 7 days without it.", false, 1, HoldSecondsMax);

    /// <summary>A transfer with all members.</summary>
    public BodyShape Whole() =>
        new(true, Source, Destination, Amount, Currency, Description, Reference, Metadata, CaptureMethod, ExpiresIn);

    /// <summary>A transfer of a batch: never a hold, and the key is the batch's.</summary>
    public BodyShape InBatch() => new(false, Source, Destination, Amount, Currency, Description, Reference, Metadata);
}
