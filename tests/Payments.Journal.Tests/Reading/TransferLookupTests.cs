using Payments.Domain.Refusals;
using Payments.Journal.Connections;
using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Reading;

public sealed class TransferLookupTests
{
    [Fact]
    public async Task A_database_that_does_not_answer_is_told_in_terms_that_a_silo_can_send()
    {
        await using var away = new JournalConnections(
            new JournalConnectionOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody;Database=none" });
        var lookup = new LedgerTransferLookup(new PostgresLedgerReader(away.Reader));

        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(() => lookup.FindAsync(Guid.CreateVersion7()));

        Assert.Null(fault.InnerException);
    }
}
