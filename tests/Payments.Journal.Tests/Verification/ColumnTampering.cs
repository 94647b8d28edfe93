using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Verification;

/// <summary>
/// Every column that the migrations make: a change of it, with the check that must find it, or the reason why it is not looked
/// for. What docs/verification.md says stands here as tests.
/// </summary>
internal static class ColumnTampering
{
    private const string Wallet = "account_id = (SELECT max(account_id::text)::uuid FROM balance WHERE type = 1 AND sequence > 5)";
    private const string Fenced = "account_id = (SELECT max(account_id::text)::uuid FROM posting WHERE epoch > 0)";
    private const string TransferId = "(SELECT max(id::text)::uuid FROM entry WHERE kind = 1 AND operation_id IS NOT NULL)";
    private const string Transfer = $"id = {TransferId}";
    private const string Posting = $"entry_id = {TransferId} AND ordinal = 0";
    private const string Event = "position = (SELECT max(position) FROM event WHERE type = 2)";
    private const string Batch = "last_position = (SELECT last_position FROM journal_batch ORDER BY last_position DESC OFFSET 9 LIMIT 1)";
    private const string OpenHold = "transfer_id = (SELECT max(transfer_id::text)::uuid FROM hold WHERE status = 1)";
    private const string Ann = "email = 'ann@example.com'";
    private const string Other = "gen_random_uuid()";

    /// <summary>Column, the new value, which row, the check.</summary>
    internal static readonly (string Column, string Value, string Where, string Check)[] Found =
    [
        .. Of("party", LedgerChecks.Registration, Ann,
            ("id", Other), ("kind", "2"), ("name", "'Anne'"), ("email", "'eve@example.com'"), ("metadata", "'{}'"),
            ("digest_salt", "sha256(digest_salt)"), ("recorded_at", Later)),
        .. Of("api_key", LedgerChecks.Registration, "ends_at IS NULL",
            ("id", Other), ("merchant_id", Other), ("secret_hash", "sha256('known')"), ("last_four", "'abcd'"), ("name", "'safe'"),
            ("recorded_at", Later), ("ends_at", "recorded_at")),
        ("api_key.events", "events + 1", "ends_at IS NULL", LedgerChecks.ObjectSequence),
        .. Of("account", LedgerChecks.AccountState, "metadata IS NOT NULL",
            ("id", Other), ("owner_id", Other), ("type", "type + 1"), ("currency", "'EUR'"), ("metadata", "'{}'"), ("recorded_at", Later)),
        .. Of("balance", LedgerChecks.AccountState, Wallet,
            ("account_id", Other), ("type", "type + 1"), ("opened_at", "opened_at + interval '1 hour'"), ("status", "2"),
            ("floor", "-1000000"), ("limit_per_transfer", "1"), ("limit_per_day", "1")),
        .. Of("balance", LedgerChecks.BalancePosted, Wallet, ("posted", "posted + 1"), ("sequence", "sequence + 1")),
        .. Of("balance", LedgerChecks.BalanceDay, Wallet, ("day", "day - 1"), ("day_debited", "0")),
        ("balance.owner_id", Other, Wallet, LedgerChecks.EventOwner),
        ("balance.currency", "'EUR'", Wallet, LedgerChecks.EntryCurrency),
        ("balance.held", "held + 1", Wallet, LedgerChecks.BalanceHeld),
        ("balance.version", "version + 1", Wallet, LedgerChecks.BalanceVersion),
        ("balance.epoch", "0", Fenced, LedgerChecks.BalanceVersion),
        ("balance.event_sequence", "7", Wallet, LedgerChecks.ObjectSequence),
        .. Of("operation", LedgerChecks.OperationEntry, $"object_id = {TransferId}",
            ("id", Other), ("tenant_id", Other), ("key", "key || '2'"), ("route", "'demo'"), ("object_id", Other),
            ("recorded_at", "recorded_at - interval '31 days'"), ("moves_money", "false"), ("balances_after", "set_byte(balances_after, 23, (get_byte(balances_after, 23) + 1) % 256)")),
        ("operation.outcome", "(outcome::text || ' ')::json", "outcome ->> 'kind' = 'party'", LedgerChecks.OperationEntry),
        .. Of("entry", LedgerChecks.EventEntry, Transfer,
            ("id", "uuid_of(clock_timestamp())"), ("kind", "2"), ("transfer_id", Other), ("recorded_at", Later)),
        .. Of("entry", LedgerChecks.BatchDigest, Transfer,
            ("operation_id", Other), ("batch_id", Other), ("description", "'nothing'"), ("reference", "'r'"), ("metadata", "'{}'"),
            ("tenant_id", Other), ("actor", "'nobody'"), ("role", "1"), ("address", "'192.0.2.9'"), ("user_agent", "'x'"),
            ("request_id", "'req_2'")),
        ("entry.reverses", TransferId, "kind = 3", LedgerChecks.Reversal),
        ("entry.currency", "'EUR'", Transfer, LedgerChecks.EntryCurrency),
        .. Of("posting", LedgerChecks.BatchDigest, Posting,
            ("entry_id", "uuid_of(clock_timestamp())"), ("ordinal", "5"), ("account_id", Other), ("epoch", "epoch + 1")),
        ("posting.amount", "amount + 1", Posting, LedgerChecks.EntrySum),
        ("posting.sequence", "1000000", Posting, LedgerChecks.PostingSequence),
        ("posting.posted_after", "posted_after + 1", Posting, LedgerChecks.PostingBalance),
        ("posting.held_after", "held_after + 1", Posting, LedgerChecks.PostingHeld),
        .. Of("hold", LedgerChecks.HoldState, OpenHold,
            ("transfer_id", Other), ("tenant_id", Other), ("source", "destination"), ("destination", "source"), ("amount", "amount + 1"),
            ("currency", "'EUR'"), ("status", "3"), ("expires_at", "expires_at + interval '1 hour'"), ("recorded_at", Later),
            ("description", "'nothing'"), ("reference", "'r'"), ("metadata", "'{}'")),
        .. Of("hold", LedgerChecks.HoldState, "status = 2 AND posted_amount > 0", ("posted_amount", "posted_amount - 1"), ("entry_id", Other)),
        .. Of("reversal", LedgerChecks.Reversal, "true", ("entry_id", Other), ("reversal_id", Other)),
        .. Of("approval", LedgerChecks.Approval, "status = 2",
            ("id", Other), ("transfer_id", Other), ("original_id", Other), ("status", "3"), ("requested_by", "'adm_x'"),
            ("recorded_at", Later), ("description", "'nothing'"), ("decided_by", "'adm_x'"), ("decided_at", "decided_at + interval '1 hour'"),
            ("reversal_id", Other), ("expires_at", "expires_at + interval '1 hour'")),
        ("event.position", "position + 1000000", Event, LedgerChecks.FeedPosition),
        .. Of("event", LedgerChecks.BatchDigest, Event,
            ("type", "3"), ("object_id", Other), ("object_sequence", "2"), ("owner_id", Other), ("other_owner_id", Other),
            ("data", "(data::text || ' ')::json"), ("recorded_at", Later)),
        ("event.entry_id", Other, Event, LedgerChecks.EventEntry),
        ("feed_head.position", "position + 1", "true", LedgerChecks.FeedPosition),
        ("feed_head.chain", "sha256(chain)", "true", LedgerChecks.BatchChain),
        .. Of("journal_batch", LedgerChecks.BatchDigest, Batch,
            ("last_position", "1000000"), ("first_position", "first_position - 1"), ("recorded_at", Later), ("digest", "sha256(digest)")),
        ("journal_batch.chain", "sha256(chain)", Batch, LedgerChecks.BatchChain),
        .. Of("audit", LedgerChecks.Audit, Event,
            ("position", "1000000"), ("action", "'transfer.voided'"), ("object_id", Other), ("account_id", Other),
            ("old_balance", "old_balance + 1"), ("new_balance", "new_balance + 1"), ("recorded_at", Later)),
        .. Of("audit", LedgerChecks.BatchDigest, Event,
            ("tenant_id", Other), ("actor", "'nobody'"), ("role", "1"), ("address", "'192.0.2.9'"), ("user_agent", "'x'"),
            ("request_id", "'req_2'")),
        .. Of("operator_action", LedgerChecks.OperatorAction, "target = 'one'",
            ("id", Other), ("action", "'silo.start'"), ("target", "'three'"), ("actor", "'nobody'"), ("role", "1"),
            ("address", "'192.0.2.9'"), ("user_agent", "'x'"), ("request_id", "'req_2'"), ("recorded_at", Later), ("number", "1000"),
            ("chain", "sha256(chain)")),
        .. Of("operator_action_head", LedgerChecks.OperatorAction, "true", ("number", "number + 1"), ("chain", "sha256(chain)")),
    ];

    /// <summary>Columns, or whole tables, with the reason why a change of them is not found.</summary>
    internal static readonly Dictionary<string, string> NotFound = new()
    {
        ["operation.fingerprint"] = "decides what a repetition is told, never what has happened: another one refuses it",
        ["operation.refusal"] = "a refused request leaves nothing in the ledger to compare with; that it made nothing is tested",
        ["operation.last_used_at"] = "moves with every use of the key and decides nothing",
        ["feed_head.only_row"] = "a constraint allows one value",
        ["operator_action_head.only_row"] = "a constraint allows one value",
        ["verification"] = "reports of the verification itself; the next one over the whole ledger relies on none of them",
        ["feed_cursor"] = "how far readers of the feed have come: a wrong one repeats or delays notices, which carry no data",
        ["orleansquery"] = "the cluster's own: what it says about silos decides no balance, the journal's fences do",
        ["cluster"] = "the cluster's own: what it says about silos decides no balance, the journal's fences do",
        ["cluster_silo"] = "the cluster's own: what it says about silos decides no balance, the journal's fences do",
        ["reminder"] = "the cluster's own: when grains wake up decides no balance",
        ["grain_state"] = "the cluster's own: state that is not money",
        ["schema_migration"] = "compared at every start with the text of each migration",
    };

    private const string Later = "recorded_at + interval '1 hour'";

    private static IEnumerable<(string Column, string Value, string Where, string Check)> Of(
        string table, string check, string where, params (string Name, string Value)[] columns) =>
        columns.Select(column => ($"{table}.{column.Name}", column.Value, where, check));
}
