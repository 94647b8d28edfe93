namespace Payments.Journal.Verification;

/// <summary>The chain of operators' actions, computed without the function that the database keeps it with.</summary>
internal static class OperatorActionSql
{
    private const string Digest = """
        sha256(convert_to(jsonb_build_array(id, action, target, actor, role, address, user_agent, request_id,
            (extract(epoch FROM recorded_at) * 1000000)::bigint)::text, 'UTF8'))
        """;

    private const string First = "sha256('payments-orleans operator actions'::bytea)";

    /// <summary>Actions that do not follow from the one before, and the head when it is not that of the last one.</summary>
    internal const string Broken = $"""
        SELECT id::text
          FROM (SELECT id, number, chain, row_number() OVER (ORDER BY number) AS expected, {Digest} AS digest,
                       lag(chain, 1, {First}) OVER (ORDER BY number) AS before
                  FROM operator_action) AS action
         WHERE number <> expected OR chain <> sha256(before || digest)
         UNION ALL
        SELECT 'head ' || coalesce(head.number::text, 'missing')
          FROM (SELECT 1) AS always
          LEFT JOIN operator_action_head head ON true
          LEFT JOIN (SELECT number, chain FROM operator_action ORDER BY number DESC LIMIT 1) AS last ON true
         WHERE (head.number, head.chain) IS DISTINCT FROM (coalesce(last.number, 0), coalesce(last.chain, {First}))
        """;
}
