using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>Ways to change a ledger behind the application's back, each with the check that has to find it.</summary>
internal static class Tampering
{
    private const string SomeTransfer = "(SELECT max(id::text)::uuid FROM entry WHERE kind = 1 AND operation_id IS NOT NULL)";
    private const string SomeReversal = "(SELECT max(id::text)::uuid FROM entry WHERE kind = 3)";
    private const string SomeWallet = "(SELECT max(account_id::text)::uuid FROM balance WHERE type = 1 AND sequence > 5)";
    private const string OpenHold = "(SELECT max(transfer_id::text)::uuid FROM hold WHERE status = 1)";
    private const string PostedHold = "(SELECT max(transfer_id::text)::uuid FROM hold WHERE status = 2 AND entry_id IS NOT NULL)";
    private const string MiddleEvent = "(SELECT position / 2 FROM feed_head)";
    private const string LastPosting = $"(SELECT max(sequence) FROM posting WHERE account_id = {SomeWallet})";
    private const string HoldEvent = $"(SELECT position FROM event WHERE object_id = {OpenHold} AND type = 2)";
    private const string OpenedEvent = $"(SELECT position FROM event WHERE object_id = {SomeWallet} AND type = 10)";
    private const string SomeBatch = "(SELECT last_position FROM journal_batch ORDER BY last_position DESC OFFSET 9 LIMIT 1)";

    internal static readonly (string Name, string Check, string Sql)[] All =
    [
        ("a posting's amount", LedgerChecks.EntrySum, $"UPDATE posting SET amount = amount + 1 WHERE entry_id = {SomeTransfer} AND ordinal = 1"),
        ("both amounts of an entry", LedgerChecks.PostingBalance, $"UPDATE posting SET amount = 2 * amount WHERE entry_id = {SomeTransfer}"),
        ("a posting's balance after", LedgerChecks.PostingBalance, $"UPDATE posting SET posted_after = posted_after + 1 WHERE entry_id = {SomeTransfer} AND ordinal = 0"),
        ("a posting's held after", LedgerChecks.PostingHeld, $"UPDATE posting SET held_after = held_after + 1 WHERE entry_id = {SomeTransfer} AND ordinal = 0"),
        ("a posting's sequence", LedgerChecks.PostingSequence, $"UPDATE posting SET sequence = 1000000 WHERE account_id = {SomeWallet} AND sequence = {LastPosting}"),
        ("a posting's account", LedgerChecks.EventOwner, $"UPDATE posting SET account_id = {SomeWallet}, sequence = 1000000 WHERE entry_id = {SomeTransfer} AND ordinal = 0"),
        ("a posting's epoch", LedgerChecks.BatchDigest, $"UPDATE posting SET epoch = epoch + 1 WHERE entry_id = {SomeTransfer} AND ordinal = 0"),
        ("a posting is gone", LedgerChecks.EntryPostings, $"DELETE FROM posting WHERE entry_id = {SomeTransfer} AND ordinal = 1"),
        ("an account's last entry is gone with its postings and event data", LedgerChecks.EventEntry, $"DELETE FROM posting WHERE entry_id = {SomeTransfer}; DELETE FROM entry WHERE id = {SomeTransfer}"),
        ("a posting without an entry", LedgerChecks.EntryPostings, $"INSERT INTO posting SELECT uuid_of(clock_timestamp()), 0, account_id, amount, 1000000, posted_after, held_after, epoch FROM posting WHERE entry_id = {SomeTransfer} AND ordinal = 0"),
        ("a third posting of an entry", LedgerChecks.EntrySum, $"INSERT INTO posting SELECT entry_id, 2, {SomeWallet}, amount, 1000000, posted_after, held_after, epoch FROM posting WHERE entry_id = {SomeTransfer} AND ordinal = 0"),
        ("an entry is gone", LedgerChecks.EventEntry, $"DELETE FROM entry WHERE id = {SomeTransfer}"),
        ("an entry without an event", LedgerChecks.EventEntry, $"INSERT INTO entry SELECT uuid_of(clock_timestamp()), kind, uuid_of(clock_timestamp()), NULL, NULL, NULL, currency, recorded_at, NULL, NULL, NULL, tenant_id, actor, role, NULL, NULL, request_id FROM entry WHERE id = {SomeTransfer}"),
        ("an entry's currency", LedgerChecks.EntryCurrency, $"UPDATE entry SET currency = 'EUR' WHERE id = {SomeTransfer}"),
        ("an entry's currency to one that is none", LedgerChecks.EventEntry, $"UPDATE entry SET currency = 'QQQ' WHERE id = {SomeTransfer}"),
        ("an entry's kind", LedgerChecks.EventEntry, $"UPDATE entry SET kind = 2 WHERE id = {SomeTransfer}"),
        ("an entry's time", LedgerChecks.EventEntry, $"UPDATE entry SET recorded_at = recorded_at - interval '1 day' WHERE id = {SomeTransfer}"),
        ("an entry's description", LedgerChecks.BatchDigest, $"UPDATE entry SET description = 'nothing' WHERE id = {SomeTransfer}"),
        ("an entry's metadata, but for a space", LedgerChecks.BatchDigest, "UPDATE entry SET metadata = (metadata::text || ' ')::json WHERE metadata IS NOT NULL"),
        ("who made an entry", LedgerChecks.BatchDigest, $"UPDATE entry SET actor = 'nobody' WHERE id = {SomeTransfer}"),
        ("what an entry reverses", LedgerChecks.Reversal, $"UPDATE entry SET reverses = {SomeTransfer} WHERE id = {SomeReversal}"),
        ("a reversal's amounts", LedgerChecks.Reversal, $"UPDATE posting SET amount = amount + CASE ordinal WHEN 0 THEN -1 ELSE 1 END WHERE entry_id = {SomeReversal}"),
        ("a reversal's record is gone", LedgerChecks.Reversal, $"DELETE FROM reversal WHERE reversal_id = {SomeReversal}"),
        ("a reversal's record without a reversal", LedgerChecks.Reversal, $"INSERT INTO reversal SELECT {SomeTransfer}, uuid_of(clock_timestamp()) ON CONFLICT DO NOTHING"),
        ("an event is gone", LedgerChecks.FeedPosition, $"DELETE FROM event WHERE position = {MiddleEvent}"),
        ("the last event is gone", LedgerChecks.FeedPosition, "DELETE FROM event WHERE position = (SELECT position FROM feed_head)"),
        ("an event beside the feed", LedgerChecks.FeedPosition, $"INSERT INTO event SELECT position + 1000000, type, object_id, object_sequence, entry_id, owner_id, other_owner_id, data, recorded_at FROM event WHERE position = {MiddleEvent}"),
        ("an event's number within its object", LedgerChecks.ObjectSequence, $"UPDATE event SET object_sequence = 2 WHERE entry_id = {SomeTransfer}"),
        ("a hold event's number", LedgerChecks.ObjectSequence, $"UPDATE event SET object_sequence = 2 WHERE position = {HoldEvent}"),
        ("an account event's number", LedgerChecks.ObjectSequence, $"UPDATE event SET object_sequence = 2 WHERE position = {OpenedEvent}"),
        ("an event's owner", LedgerChecks.EventOwner, $"UPDATE event SET owner_id = gen_random_uuid() WHERE entry_id = {SomeTransfer}"),
        ("an event's type", LedgerChecks.EventEntry, $"UPDATE event SET type = 99 WHERE position = {OpenedEvent}"),
        ("an event's object", LedgerChecks.EventEntry, $"UPDATE event SET object_id = gen_random_uuid() WHERE entry_id = {SomeTransfer}"),
        ("an event's data", LedgerChecks.EventEntry, $"UPDATE event SET data = '[]' WHERE position = {OpenedEvent}"),
        ("an event's data, but for a space", LedgerChecks.BatchDigest, $"UPDATE event SET data = (data::text || ' ')::json WHERE position = {OpenedEvent}"),
        ("an account's floor in an event", LedgerChecks.AccountState, $"UPDATE event SET data = replace(data::text, '\"floor\":0', '\"floor\":-9')::json WHERE position = {OpenedEvent}"),
        ("a hold's amount in its event", LedgerChecks.HoldState, $"UPDATE event SET data = replace(data::text, '\"amount\":', '\"amount\":1')::json WHERE position = {HoldEvent}"),
        ("a hold's posted amount in row and event", LedgerChecks.HoldEntry, $"UPDATE hold SET amount = amount + 1000, posted_amount = posted_amount + 1 WHERE transfer_id = {PostedHold}; UPDATE event SET data = regexp_replace(data::text, '\"posted_amount\":\\d+', '\"posted_amount\":' || (SELECT posted_amount FROM hold WHERE transfer_id = {PostedHold}))::json WHERE object_id = {PostedHold} AND type = 1"),
        ("the end of the feed is cut off", LedgerChecks.BalancePosted, "DELETE FROM event WHERE position > (SELECT max(first_position) - 1 FROM journal_batch WHERE first_position <= (SELECT max(position) FROM event WHERE type = 1 AND data IS NULL)); DELETE FROM audit WHERE position > (SELECT max(position) FROM event); DELETE FROM journal_batch WHERE last_position > (SELECT max(position) FROM event); UPDATE feed_head SET position = b.last_position, chain = b.chain FROM (SELECT * FROM journal_batch ORDER BY last_position DESC LIMIT 1) AS b"),
        ("a balance", LedgerChecks.BalancePosted, $"UPDATE balance SET posted = posted + 1 WHERE account_id = {SomeWallet}"),
        ("a balance that another one does not make up for", LedgerChecks.CurrencySum, $"UPDATE balance SET posted = posted + 1 WHERE account_id = {SomeWallet}"),
        ("a balance's sequence", LedgerChecks.BalancePosted, $"UPDATE balance SET sequence = sequence + 1 WHERE account_id = {SomeWallet}"),
        ("a balance's held amount", LedgerChecks.BalanceHeld, $"UPDATE balance SET held = held + 1 WHERE account_id = {SomeWallet}"),
        ("a balance's owner", LedgerChecks.EventOwner, $"UPDATE balance SET owner_id = gen_random_uuid() WHERE account_id = {SomeWallet}"),
        ("a balance's currency", LedgerChecks.EntryCurrency, $"UPDATE balance SET currency = 'EUR' WHERE account_id = {SomeWallet}"),
        ("a balance's status", LedgerChecks.AccountState, $"UPDATE balance SET status = 2 WHERE account_id = {SomeWallet}"),
        ("a balance's floor", LedgerChecks.AccountState, $"UPDATE balance SET floor = -1000000 WHERE account_id = {SomeWallet}"),
        ("a balance's floor above it", LedgerChecks.BalanceFloor, $"ALTER TABLE balance DROP CONSTRAINT balance_floor; UPDATE balance SET floor = posted + 1 WHERE account_id = {SomeWallet}"),
        ("a closed account with money", LedgerChecks.BalanceFloor, $"ALTER TABLE balance DROP CONSTRAINT balance_closed_is_empty; UPDATE balance SET status = 3, posted = 1, held = 0 WHERE account_id = {SomeWallet}"),
        ("a balance's number of events", LedgerChecks.ObjectSequence, $"UPDATE balance SET event_sequence = 7 WHERE account_id = {SomeWallet}"),
        ("a balance is gone", LedgerChecks.AccountState, $"DELETE FROM balance WHERE account_id = {SomeWallet}"),
        ("an account's owner", LedgerChecks.AccountState, $"UPDATE account SET owner_id = gen_random_uuid() WHERE id = {SomeWallet}"),
        ("an account's metadata", LedgerChecks.AccountState, "UPDATE account SET metadata = '{}' WHERE metadata IS NOT NULL"),
        ("an account that nobody opened", LedgerChecks.AccountState, $"INSERT INTO account SELECT gen_random_uuid(), owner_id, type, currency, NULL, recorded_at FROM account WHERE id = {SomeWallet}; INSERT INTO balance SELECT a.id, b.owner_id, b.type, b.currency, b.opened_at, 1, 0, 0, 0, NULL, NULL, b.day, 0, 1, 0, 0, 1 FROM account a, balance b WHERE NOT EXISTS (SELECT FROM balance WHERE account_id = a.id) AND b.account_id = {SomeWallet}"),
        ("a hold's amount", LedgerChecks.HoldState, $"UPDATE hold SET amount = amount + 1 WHERE transfer_id = {OpenHold}"),
        ("a hold's destination", LedgerChecks.HoldState, $"UPDATE hold SET destination = source WHERE transfer_id = {OpenHold}"),
        ("a hold's time", LedgerChecks.HoldState, $"UPDATE hold SET expires_at = expires_at + interval '1 day' WHERE transfer_id = {OpenHold}"),
        ("an open hold is ended", LedgerChecks.HoldState, $"UPDATE hold SET status = 3 WHERE transfer_id = {OpenHold}"),
        ("an ended hold is opened", LedgerChecks.HoldState, "UPDATE hold SET status = 1 WHERE status = 3"),
        ("a hold's entry", LedgerChecks.HoldState, $"UPDATE hold SET entry_id = NULL WHERE transfer_id = {PostedHold}"),
        ("a hold is gone", LedgerChecks.HoldState, $"DELETE FROM hold WHERE transfer_id = {OpenHold}"),
        ("a hold that nobody made", LedgerChecks.HoldState, $"INSERT INTO hold SELECT gen_random_uuid(), tenant_id, source, destination, amount, currency, 3, 0, expires_at, recorded_at FROM hold WHERE transfer_id = {OpenHold}"),
        ("an idempotency record is gone", LedgerChecks.OperationEntry, $"DELETE FROM operation WHERE object_id = {SomeTransfer}"),
        ("an idempotency record's object", LedgerChecks.OperationEntry, $"UPDATE operation SET object_id = gen_random_uuid() WHERE object_id = {SomeTransfer}"),
        ("an idempotency record's balances", LedgerChecks.OperationEntry, $"UPDATE operation SET balances_after = set_byte(balances_after, 23, (get_byte(balances_after, 23) + 1) % 256) WHERE object_id = {SomeTransfer}"),
        ("an idempotency record's form", LedgerChecks.OperationEntry, $"UPDATE operation SET balances_after = '\\x00' WHERE object_id = {SomeTransfer}"),
        ("an idempotency record of nothing", LedgerChecks.OperationEntry, $"INSERT INTO operation SELECT gen_random_uuid(), tenant_id, key, route, fingerprint, gen_random_uuid(), balances_after, NULL, NULL, recorded_at FROM operation WHERE object_id = {SomeTransfer}"),
        ("an audit record is gone", LedgerChecks.Audit, $"DELETE FROM audit WHERE position = {HoldEvent}"),
        ("an audit record's balance", LedgerChecks.Audit, $"UPDATE audit SET new_balance = new_balance + 1 WHERE position = {HoldEvent}"),
        ("an audit record's time", LedgerChecks.Audit, $"UPDATE audit SET recorded_at = recorded_at + interval '1 hour' WHERE position = {HoldEvent}"),
        ("an audit record's actor", LedgerChecks.BatchDigest, $"UPDATE audit SET actor = 'nobody' WHERE position = {HoldEvent}"),
        ("an audit record of nothing", LedgerChecks.Audit, $"INSERT INTO audit SELECT position + 1000000, action, object_id, account_id, old_balance, new_balance, tenant_id, actor, role, address, user_agent, request_id, recorded_at FROM audit WHERE position = {HoldEvent}"),
        ("an audit record besides an entry", LedgerChecks.Audit, $"INSERT INTO audit SELECT (SELECT position FROM event WHERE entry_id = {SomeTransfer}), action, object_id, account_id, old_balance, new_balance, tenant_id, actor, role, address, user_agent, request_id, recorded_at FROM audit WHERE position = {HoldEvent}"),
        ("a batch's digest", LedgerChecks.BatchDigest, $"UPDATE journal_batch SET digest = sha256('') WHERE last_position = {SomeBatch}"),
        ("a batch's time", LedgerChecks.BatchDigest, $"UPDATE journal_batch SET recorded_at = recorded_at + interval '1 hour' WHERE last_position = {SomeBatch}"),
        ("a batch's chain", LedgerChecks.BatchChain, $"UPDATE journal_batch SET chain = sha256('') WHERE last_position = {SomeBatch}"),
        ("a batch is gone", LedgerChecks.BatchDigest, $"DELETE FROM journal_batch WHERE last_position = {SomeBatch}"),
        ("the feed's chain", LedgerChecks.BatchChain, "UPDATE feed_head SET chain = sha256('')"),
        ("the feed's position", LedgerChecks.FeedPosition, "UPDATE feed_head SET position = position + 1"),
        ("a merchant is gone", LedgerChecks.Registration, "DELETE FROM party WHERE kind = 2"),
        ("an API key that was revoked works again", LedgerChecks.Registration, "UPDATE api_key SET ends_at = NULL WHERE ends_at IS NOT NULL"),
        ("who decided about a reversal", LedgerChecks.Approval, "UPDATE approval SET decided_by = 'adm_nobody' WHERE status = 2"),
        ("one person asks and decides", LedgerChecks.Approval, "ALTER TABLE approval DROP CONSTRAINT approval_by_a_second_person; UPDATE approval SET decided_by = requested_by WHERE status = 3; UPDATE event SET data = replace(data::text, 'adm_checker', 'adm_maker')::json WHERE type = 42"),
        ("a pending approval is decided", LedgerChecks.Approval, "UPDATE approval SET status = 3, decided_by = 'adm_checker', decided_at = recorded_at WHERE status = 1"),
        ("a decided approval waits again", LedgerChecks.Approval, "UPDATE approval SET status = 1, decided_by = NULL, decided_at = NULL WHERE status = 3"),
        ("an approval's transfer", LedgerChecks.Approval, "UPDATE approval SET transfer_id = gen_random_uuid() WHERE status = 1"),
        ("an approval's reversal", LedgerChecks.Approval, "UPDATE approval SET reversal_id = gen_random_uuid() WHERE status = 2; UPDATE event SET data = regexp_replace(data::text, '\"reversal_id\":\"[^\"]*\"', '\"reversal_id\":\"' || (SELECT reversal_id FROM approval WHERE status = 2) || '\"')::json WHERE type = 41"),
        ("an approval is gone", LedgerChecks.Approval, "DELETE FROM approval WHERE status = 1"),
        ("an approval that nobody asked for", LedgerChecks.Approval, "INSERT INTO approval SELECT gen_random_uuid(), gen_random_uuid(), original_id, status, requested_by, recorded_at FROM approval WHERE status = 1"),
        ("an API key's merchant", LedgerChecks.Registration, "UPDATE api_key SET merchant_id = gen_random_uuid()"),
    ];
}
