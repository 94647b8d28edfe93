namespace Payments.Api.Tests.BadInput;

/// <summary>Requests that only read, by path and query, with their answers. $source is an account of the caller's.</summary>
internal static class ReadRows
{
    public static TheoryData<string> All => BodyRow.Table(
        """
        /v1/accounts/$source                             -> 200
        /v1/accounts/..%2f..%2fetc                       -> 400 invalid_id
        /v1/accounts/%2e%2e                              -> 404 route_not_found              # the path /v1/
        /v1/accounts/acc_1                               -> 400 invalid_id
        /v1/accounts/1                                   -> 400 invalid_id
        /v1/accounts/'%20OR%201=1                        -> 400 invalid_id
        /v1/accounts/usr_01jd3vn7sme8q8s3tt6wkqj0bd      -> 400 invalid_id
        /v1/accounts/ACC_01jd3vn7sme8q8s3tt6wkqj0bd      -> 400 invalid_id
        /v1/accounts/acc_01jd3vn7sme8q8s3tt6wkqj0bd      -> 404 account_not_found
        /v1/accounts/acc_01jd3vn7sme8q8s3tt6wkqj0bd/balance    -> 404 account_not_found
        /v1/accounts/acc_01jd3vn7sme8q8s3tt6wkqj0bd/entries    -> 404 account_not_found
        /v1/accounts/acc_01jd3vn7sme8q8s3tt6wkqj0bd/statement  -> 404 account_not_found
        /v1/accounts/$source/nothing                     -> 404 route_not_found
        /v1/nothing                                      -> 404 route_not_found
        /                                                -> 404 route_not_found
        /v2/transfers                                    -> 404 route_not_found
        /v1/transfers/acc_01jd3vn7sme8q8s3tt6wkqj0bd     -> 400 invalid_id
        /v1/transfers/trf_01jd3vn7sme8q8s3tt6wkqj0bd     -> 404 transfer_not_found
        /v1/users/mer_01jd3vn7sme8q8s3tt6wkqj0bd         -> 400 invalid_id
        /v1/users/usr_01jd3vn7sme8q8s3tt6wkqj0bd         -> 404 object_not_found
        /v1/merchants/mer_01jd3vn7sme8q8s3tt6wkqj0bd     -> 404 object_not_found
        /v1/idempotency-keys/never-used                  -> 404 object_not_found
        /v1/idempotency-keys/                            -> 400 invalid_parameter
        /v1/idempotency-keys/caf%C3%A9                   -> 400 invalid_parameter
        /v1/transfers?limit=1                            -> 200
        /v1/transfers?limit=100                          -> 200
        /v1/transfers?limit=0                            -> 400 invalid_parameter
        /v1/transfers?limit=-1                           -> 400 invalid_parameter
        /v1/transfers?limit=101                          -> 400 invalid_parameter
        /v1/transfers?limit=1000000000                   -> 400 invalid_parameter
        /v1/transfers?limit=99999999999999999999         -> 400 invalid_parameter
        /v1/transfers?limit=1.5                          -> 400 invalid_parameter
        /v1/transfers?limit=ten                          -> 400 invalid_parameter
        /v1/transfers?limit=                             -> 400 invalid_parameter
        /v1/transfers?limit=%2010                        -> 400 invalid_parameter
        /v1/transfers?limit=1&limit=2                    -> 400 invalid_parameter
        /v1/transfers?Limit=1                            -> 400 unknown_parameter
        /v1/transfers?sort=amount                        -> 400 unknown_parameter
        /v1/transfers?order=desc                         -> 400 unknown_parameter
        /v1/transfers?page=2                             -> 400 unknown_parameter
        /v1/transfers?owner=usr_01jd3vn7sme8q8s3tt6wkqj0bd     -> 400 unknown_parameter
        /v1/transfers?starting_after=x                   -> 400 invalid_id
        /v1/transfers?starting_after=acc_01jd3vn7sme8q8s3tt6wkqj0bd  -> 400 invalid_id
        /v1/transfers?starting_after=trf_01jd3vn7sme8q8s3tt6wkqj0bd  -> 200
        /v1/transfers?starting_after=trf_01jd3vn7sme8q8s3tt6wkqj0bd&ending_before=trf_01jd3vn7sme8q8s3tt6wkqj0bd -> 400 invalid_parameter
        /v1/transfers?from=yesterday                     -> 400 invalid_parameter
        /v1/transfers?from=2026-01-31T12:00:00           -> 400 invalid_parameter           # without an offset
        /v1/transfers?from=2026-13-01                    -> 400 invalid_parameter
        /v1/transfers?from=1738324800                    -> 400 invalid_parameter
        /v1/transfers?from=2026-01-31                    -> 200
        /v1/transfers?from=2026-01-31T12:00:00Z          -> 200
        /v1/transfers?from=2026-01-31T12:00:00%2B02:00   -> 200
        /v1/transfers?to=0001-01-01T00:00:00Z            -> 200
        /v1/transfers?status=posted                      -> 200
        /v1/transfers?status=POSTED                      -> 200
        /v1/transfers?status=gone                        -> 400 invalid_parameter
        /v1/transfers?status=posted'--                   -> 400 invalid_parameter
        /v1/transfers?reference='%20OR%20'1'='1          -> 200
        /v1/transfers?reference=a%00b                    -> 400 invalid_parameter
        /v1/transfers?metadata[order]=7                  -> 200
        /v1/transfers?metadata[a'b]=7                    -> 200
        /v1/transfers?metadata=7                         -> 400 unknown_parameter
        /v1/transfers?account=$source                    -> 200
        /v1/transfers?account=x                          -> 400 invalid_id
        /v1/transfers?expand[]=source                    -> 200
        /v1/transfers?expand[]=source&expand[]=destination -> 200
        /v1/transfers?expand[]=owner.password            -> 400 invalid_parameter
        /v1/accounts?type=wallet                         -> 200
        /v1/accounts?type=vault                          -> 400 invalid_parameter
        /v1/accounts?status=frozen&currency=USD          -> 200
        /v1/accounts?currency=US                         -> 400 invalid_parameter
        /v1/accounts?owner=acc_01jd3vn7sme8q8s3tt6wkqj0bd      -> 400 invalid_id
        /v1/accounts?owner=usr_01jd3vn7sme8q8s3tt6wkqj0bd      -> 200                        # somebody else's: an empty list
        /v1/accounts/$source/balance?at=2026-01-31T12:00:00Z   -> 200
        /v1/accounts/$source/balance?at=now              -> 400 invalid_parameter
        /v1/accounts/$source/balance?on=2026-01-31       -> 400 unknown_parameter
        /v1/accounts/$source/entries?starting_after=0    -> 400 invalid_parameter
        /v1/accounts/$source/entries?starting_after=x    -> 400 invalid_parameter
        /v1/accounts/$source/entries?limit=5             -> 200
        /v1/accounts/$source/statement?format=pdf        -> 400 invalid_parameter
        /v1/accounts/$source/statement?from=2026-02-01&to=2026-01-01 -> 400 invalid_parameter
        /v1/ledger?kind=fraud                            -> 400 invalid_parameter
        /v1/ledger?kind=transfer                         -> 200
        /v1/ledger/trial-balance                         -> 403 not_allowed
        /v1/ledger/export                                -> 403 not_allowed
        /v1/users                                        -> 403 not_allowed
        /v1/merchants                                    -> 403 not_allowed
        /v1/api-keys                                     -> 403 not_allowed
        /v1/approvals                                    -> 403 not_allowed
        /v1/approvals/apr_01jd3vn7sme8q8s3tt6wkqj0bd     -> 403 not_allowed
        /v1/events?after=-1                              -> 400 invalid_parameter
        /v1/events?after=9223372036854775808             -> 400 invalid_parameter
        /v1/events?type=account.robbed                   -> 400 invalid_parameter
        /v1/events?type=transfer.posted                  -> 200
        /v1/events?object=x                              -> 400 invalid_id
        /v1/events/stream?after=x                        -> 400 invalid_parameter
        /health/live                                     -> 200
        /health/ready                                    -> 200
        /metrics                                         -> 200
        /openapi/v1.json                                 -> 200
        /docs/index.html                                 -> 200
        /docs/refusals.md                                -> 200
        /docs/..%2f..%2fetc%2fpasswd                     -> 404
        """);
}
