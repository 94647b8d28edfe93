namespace Payments.Journal.Verification;

/// <summary>
/// Idempotency records that say something else than the ledger: each query gives their ids. Records with an entry of their own
/// are compared where the entry is; here is what no entry leads to.
/// </summary>
internal static class OperationSql
{
    // A transfer that an answer tells of is there and names the record.
    private const string WithoutEntry = """
        SELECT o.id::text
          FROM operation o
         WHERE (o.balances_after IS NOT NULL OR o.outcome ->> 'kind' = 'transfer')
           AND NOT EXISTS (SELECT FROM entry e WHERE e.id = o.object_id AND e.operation_id = o.id)
        """;

    // What an event tells of is in its record word for word. Events 2, 10, 20, 30 and 40 make the object that the record names.
    private const string WithoutEvent = """
        SELECT o.id::text
          FROM operation o
         WHERE o.outcome ->> 'kind' NOT IN ('transfer', 'batch')
           AND NOT EXISTS (
               SELECT FROM event ev JOIN audit au ON au.position = ev.position
                WHERE ev.recorded_at = o.recorded_at AND ev.data::text = o.outcome::text AND au.tenant_id = o.tenant_id
                  AND (ev.type NOT IN (2, 10, 20, 30, 40) OR ev.object_id = o.object_id))
        """;

    // A batch's record lists the transfers that came in it: all of them, and no others.
    private const string OtherBatch = """
        WITH batch AS (
            SELECT id, object_id, tenant_id, recorded_at, outcome FROM operation WHERE outcome ->> 'kind' = 'batch'),
        told AS (
            SELECT b.id, b.object_id, b.tenant_id, b.recorded_at, (r ->> 'transfer_id')::uuid AS transfer_id
              FROM batch b, json_array_elements(b.outcome -> 'results') AS r
             WHERE r ->> 'transfer_id' IS NOT NULL),
        made AS (
            SELECT e.id, e.batch_id, e.tenant_id, e.recorded_at FROM entry e WHERE e.batch_id IN (SELECT object_id FROM batch))
        SELECT coalesce(told.id, made.batch_id)::text
          FROM told FULL JOIN made
            ON made.id = told.transfer_id AND made.batch_id = told.object_id AND made.tenant_id = told.tenant_id
           AND made.recorded_at = told.recorded_at
         WHERE told.id IS NULL OR made.id IS NULL
        """;

    // What was refused has made nothing.
    private const string RefusedButMade = """
        SELECT o.id::text
          FROM operation o
         WHERE o.refusal IS NOT NULL
           AND (EXISTS (SELECT FROM entry WHERE id = o.object_id) OR EXISTS (SELECT FROM hold WHERE transfer_id = o.object_id)
                OR EXISTS (SELECT FROM account WHERE id = o.object_id) OR EXISTS (SELECT FROM party WHERE id = o.object_id)
                OR EXISTS (SELECT FROM api_key WHERE id = o.object_id) OR EXISTS (SELECT FROM approval WHERE id = o.object_id)
                OR o.object_id IN (SELECT batch_id FROM entry WHERE batch_id IS NOT NULL))
        """;

    // The id is made of scope and key (OperationIds). Those of the demo's own steps are made of the steps' names.
    private const string OfAnotherKey = """
        SELECT o.id::text
          FROM operation o
         WHERE uuid_send(o.id) IS DISTINCT FROM substring(sha256(CASE o.route
                   WHEN 'demo' THEN convert_to('payments demo ' || substring(o.key FROM '^demo-(.*)$'), 'UTF8')
                   ELSE uuid_send(o.tenant_id) || convert_to(o.route, 'UTF8') || '\x00'::bytea || convert_to(o.key, 'UTF8')
               END) FOR 16)
        """;

    // How long a record is kept follows from what it did; of a transfer's it is seen at its entry.
    private const string KeptForAnotherTime = """
        SELECT o.id::text
          FROM operation o
         WHERE o.outcome IS NOT NULL AND o.moves_money = (o.outcome ->> 'kind' IN ('account', 'party', 'api_key'))
        """;

    internal static readonly string[] All = [WithoutEntry, WithoutEvent, OtherBatch, RefusedButMade, OfAnotherKey, KeptForAnotherTime];
}
