namespace Payments.Api.Tests.BadInput;

/// <summary>Bodies of <c>POST /v1/transfers</c> and their answers, for the reader alone, the front end, and the whole system:
/// numbers, members and ids.</summary>
internal static class BodyTables
{
    public static TheoryData<string> Numbers => BodyRow.Table(
        """
        amount: 1                        -> ok
        amount: 9007199254740991         -> 402 insufficient_funds /amount       # 2^53-1 can be read and asked for
        amount: 9007199254740992         -> 422 amount_out_of_range /amount
        amount: 9223372036854775807      -> 422 amount_out_of_range /amount
        amount: 9223372036854775808      -> 400 invalid_value /amount
        amount: -9223372036854775808     -> 422 amount_out_of_range /amount
        amount: -9223372036854775809     -> 400 invalid_value /amount
        amount: 18446744073709551616     -> 400 invalid_value /amount
        amount: ‹400×9›                  -> 400 invalid_value /amount
        amount: 0                        -> 422 amount_out_of_range /amount
        amount: -0                       -> 422 amount_out_of_range /amount
        amount: -1                       -> 422 amount_out_of_range /amount
        amount: -5                       -> 422 amount_out_of_range /amount
        amount: 1.5                      -> 400 invalid_value /amount
        amount: 1.0                      -> 400 invalid_value /amount
        amount: 100.                     -> 400 invalid_json
        amount: .5                       -> 400 invalid_json
        amount: 1e3                      -> 400 invalid_value /amount
        amount: 1E3                      -> 400 invalid_value /amount
        amount: 1e+3                     -> 400 invalid_value /amount
        amount: 1e-30                    -> 400 invalid_value /amount
        amount: 1e400                    -> 400 invalid_value /amount
        amount: 1e                       -> 400 invalid_json
        amount: 0.‹38×1›                 -> 400 invalid_value /amount
        amount: 0e0                      -> 400 invalid_value /amount
        amount: -0.0                     -> 400 invalid_value /amount
        amount: +5                       -> 400 invalid_json
        amount: 0100                     -> 400 invalid_json
        amount: -0100                    -> 400 invalid_json
        amount: 0x10                     -> 400 invalid_json
        amount: 1_000                    -> 400 invalid_json
        amount: 1 000                    -> 400 invalid_json
        amount: NaN                      -> 400 invalid_json
        amount: Infinity                 -> 400 invalid_json
        amount: -Infinity                -> 400 invalid_json
        amount: -                        -> 400 invalid_json
        amount: "100"                    -> 400 invalid_value /amount            # quoted
        amount: "１００"                   -> 400 invalid_value /amount            # full-width digits
        amount: １００                     -> 400 invalid_json
        amount: ""                       -> 400 invalid_value /amount
        amount: "NaN"                    -> 400 invalid_value /amount
        amount: true                     -> 400 invalid_value /amount
        amount: false                    -> 400 invalid_value /amount
        amount: null                     -> 400 missing_field /amount
        amount: []                       -> 400 invalid_value /amount
        amount: [100]                    -> 400 invalid_value /amount
        amount: {}                       -> 400 invalid_value /amount
        amount: {"value":100}            -> 400 invalid_value /amount
        without amount                   -> 400 missing_field /amount
        and "capture_method":"manual","expires_in":3600                 -> ok
        and "capture_method":"manual","expires_in":2592000              -> ok
        and "capture_method":"manual","expires_in":0                    -> 422 amount_out_of_range /expires_in
        and "capture_method":"manual","expires_in":-1                   -> 422 amount_out_of_range /expires_in
        and "capture_method":"manual","expires_in":2592001              -> 422 amount_out_of_range /expires_in
        and "capture_method":"manual","expires_in":1.5                  -> 400 invalid_value /expires_in
        and "capture_method":"manual","expires_in":"60"                 -> 400 invalid_value /expires_in
        and "expires_in":60                                             -> 422 value_not_allowed /expires_in
        and "capture_method":"automatic","expires_in":60                -> 422 value_not_allowed /expires_in
        """);

    public static TheoryData<string> Members => BodyRow.Table(
        """
        and "description":null                           -> ok
        and "metadata":null,"reference":null             -> ok
        and "capture_method":"automatic"                 -> ok
        and "capture_method":"Automatic"                 -> 422 value_not_allowed /capture_method
        and "capture_method":"later"                     -> 422 value_not_allowed /capture_method
        and "capture_method":1                           -> 400 invalid_value /capture_method
        and "amount":100                                 -> 400 duplicate_member /amount
        and "amount":null                                -> 400 duplicate_member /amount
        and "\u0061mount":100                            -> 400 duplicate_member /amount    # escaped spelling of the same name
        and "\u0061\u006d\u006f\u0075\u006e\u0074":1     -> 400 duplicate_member /amount
        and "Amount":100                                 -> 400 unknown_member
        and "AMOUNT":100                                 -> 400 unknown_member
        and "amount ":100                                -> 400 unknown_member
        and " amount":100                                -> 400 unknown_member
        and "amount\u0000":100                           -> 400 unknown_member
        and "isAdmin":true                               -> 400 unknown_member
        and "status":"posted"                            -> 400 unknown_member
        and "merchantId":"mer_1"                         -> 400 unknown_member
        and "tenant_id":"usr_1"                          -> 400 unknown_member
        and "id":"trf_1"                                 -> 400 unknown_member
        and "__proto__":{}                               -> 400 unknown_member
        and "$type":"System.Object"                      -> 400 unknown_member
        and "":1                                         -> 400 unknown_member
        and "аmount":100                                 -> 400 unknown_member              # Cyrillic а
        and "x":{"y":[1,2,{"z":null}]}                   -> 400 unknown_member
        without currency                                 -> 400 missing_field /currency
        currency: null                                   -> 400 missing_field /currency
        currency: ""                                     -> 422 value_not_allowed /currency
        currency: "usd"                                  -> 422 value_not_allowed /currency
        currency: "USDT"                                 -> 422 value_not_allowed /currency
        currency: "ZZZ"                                  -> 422 value_not_allowed /currency
        currency: "US"                                   -> 422 value_not_allowed /currency
        currency: " USD"                                 -> 422 value_not_allowed /currency
        currency: "ＵＳＤ"                                 -> 422 value_not_allowed /currency
        currency: "U\u0053D"                             -> ok                              # the same text, escaped
        currency: "U\u0000D"                             -> 400 invalid_value /currency
        currency: 840                                    -> 400 invalid_value /currency
        currency: ["USD"]                                -> 400 invalid_value /currency
        currency: {"code":"USD"}                         -> 400 invalid_value /currency
        currency: true                                   -> 400 invalid_value /currency
        """);

    public static TheoryData<string> Ids => BodyRow.Table(
        """
        without source                                   -> 400 missing_field /source
        source: null                                     -> 400 missing_field /source
        source: ""                                       -> 400 invalid_id /source
        source: 1                                        -> 400 invalid_value /source
        source: "acc_"                                   -> 400 invalid_id /source
        source: "acc_01jd3vn7sme8q8s3tt6wkqj0b"          -> 400 invalid_id /source          # 25 characters
        source: "acc_01jd3vn7sme8q8s3tt6wkqj0bdd"        -> 400 invalid_id /source          # 27
        source: "acc_81jd3vn7sme8q8s3tt6wkqj0bd"         -> 400 invalid_id /source          # more than 128 bits
        source: "acc_01jd3vn7sme8q8s3tt6wkqj0bi"         -> 400 invalid_id /source          # i is not in the alphabet
        source: "acc_01JD3VN7SME8Q8S3TT6WKQJ0BD"         -> 400 invalid_id /source          # one object has one name
        source: "ACC_01jd3vn7sme8q8s3tt6wkqj0bd"         -> 400 invalid_id /source
        source: "usr_01jd3vn7sme8q8s3tt6wkqj0bd"         -> 400 invalid_id /source          # another kind
        source: "trf_01jd3vn7sme8q8s3tt6wkqj0bd"         -> 400 invalid_id /source
        source: "01jd3vn7sme8q8s3tt6wkqj0bd"             -> 400 invalid_id /source
        source: "0195b5e4-7c00-7000-8000-000000000001"   -> 400 invalid_id /source
        source: "acc_01jd3vn7sme8q8s3tt6wkqj0b\u0000"    -> 400 invalid_value /source
        source: "acc_'; DROP TABLE entry; --"            -> 400 invalid_id /source
        source: "../../etc/passwd"                       -> 400 invalid_id /source
        source: ["$source"]                              -> 400 invalid_value /source
        without destination                              -> 400 missing_field /destination
        destination: {"id":"$destination"}               -> 400 invalid_value /destination
        destination: false                               -> 400 invalid_value /destination
        destination: "$source"                           -> 422 same_account /destination
        """);

    public static TheoryData<string> All =>
        [.. new[] { Numbers, Members, Ids, TextTables.Texts, TextTables.Metadata, TextTables.Structure }.SelectMany(table => table.Select(row => row.Data))];
}
