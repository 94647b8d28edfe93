using Payments.Domain.Commands;

namespace Payments.Grains.Transfers;

/// <summary>One transfer after it was made: posts, voids or expires its hold, reverses it. Key: transfer id.</summary>
[Alias("pay.transfer-grain")]
public interface ITransferGrain : IGrainWithGuidKey
{
    /// <summary>Ends the transfer's hold.</summary>
    [Alias("Settle")]
    Task<Answer> SettleAsync(SettleHold command);

    /// <summary>Corrects the posted transfer with an opposite entry.</summary>
    [Alias("Reverse")]
    Task<Answer> ReverseAsync(ReverseTransfer command);

    /// <summary>Asks for the transfer's reversal, which a second person decides about.</summary>
    [Alias("RequestReversal")]
    Task<Answer> RequestReversalAsync(RequestReversal command);

    /// <summary>Decides about a reversal that was asked for, and executes it when it is approved.</summary>
    [Alias("Decide")]
    Task<Answer> DecideAsync(DecideApproval command);

    /// <summary>Withdraws or expires a request for the transfer's reversal.</summary>
    [Alias("EndApproval")]
    Task<Answer> EndApprovalAsync(EndApproval command);
}

/// <summary>One batch of transfers: writes it in a single database transaction. Key: batch id.</summary>
[Alias("pay.transfer-batch-grain")]
public interface ITransferBatchGrain : IGrainWithGuidKey
{
    /// <summary>Writes the batch and answers after the commit.</summary>
    [Alias("Execute")]
    Task<Answer> ExecuteAsync(TransferBatch command);
}
