namespace Payments.Api.Tests.BadInput;

/// <summary>Bodies of <c>POST /v1/transfers</c> and their answers: texts, the caller's own data, and JSON itself.</summary>
internal static class TextTables
{
    public static TheoryData<string> Texts => BodyRow.Table(
        """
        and "description":""                             -> ok
        and "description":"‹500×a›"                      -> ok
        and "description":"‹501×a›"                      -> 422 too_long /description
        and "description":"‹500×é›"                      -> ok                              # characters, not bytes
        and "description":"‹500×😀›"                      -> ok
        and "description":"‹501×😀›"                      -> 422 too_long /description
        and "description":"‹501×\u00e9›"                 -> 422 too_long /description
        and "reference":"‹200×a›"                        -> ok
        and "reference":"‹201×a›"                        -> 422 too_long /reference
        and "description":"it's; DROP TABLE entry;--"    -> ok                              # stored literally
        and "description":"=1+1"                         -> ok
        and "description":"<script>alert(1)</script>"    -> ok
        and "description":"\"quoted\" \\ \/ back"        -> ok
        and "description":"\ud83d\ude00"                 -> ok                              # a surrogate pair
        and "description":"e\u0301"                      -> ok                              # NFD is kept as it is
        and "description":"\u0000"                       -> 400 invalid_value /description
        and "description":"a\u0000b"                     -> 400 invalid_value /description
        and "description":"\ud800"                       -> 400 invalid_value /description  # half a pair
        and "description":"\udc00"                       -> 400 invalid_value /description
        and "description":"\ude00\ud83d"                 -> 400 invalid_value /description  # the wrong way round
        and "description":"\ud800a"                      -> 400 invalid_value /description
        and "description":"\ud800\u0041"                 -> 400 invalid_value /description
        and "description":"\ud800\ud800"                 -> 400 invalid_value /description
        and "description":"a<00>b"                       -> 400 invalid_json
        and "description":"a<0A>b"                       -> 400 invalid_json                # raw line feed
        and "description":"a<09>b"                       -> 400 invalid_json
        and "description":"a<1F>b"                       -> 400 invalid_json
        and "description":"a\nb"                         -> 422 text_not_allowed /description
        and "description":"a\rb"                         -> 422 text_not_allowed /description
        and "description":"a\tb"                         -> 422 text_not_allowed /description
        and "description":"\u001b[31mred"                -> 422 text_not_allowed /description
        and "description":"a\u007f"                      -> 422 text_not_allowed /description
        and "description":"a\u0085"                      -> 422 text_not_allowed /description
        and "description":"a\u200e"                      -> 422 text_not_allowed /description
        and "description":"a\u200f"                      -> 422 text_not_allowed /description
        and "description":"a\u202eb"                     -> 422 text_not_allowed /description
        and "description":"a\u2066b"                     -> 422 text_not_allowed /description
        and "description":"a\u2069b"                     -> 422 text_not_allowed /description
        and "description":"a\u061cb"                     -> 422 text_not_allowed /description
        and "description":"a\u2028b"                     -> 422 text_not_allowed /description
        and "description":"\ufeffa"                      -> 422 text_not_allowed /description
        and "reference":"a\u202eb"                       -> 422 text_not_allowed /reference
        and "description":"<FF>"                         -> 400 invalid_json
        and "description":"<C0><AF>"                     -> 400 invalid_json                # overlong
        and "description":"<ED><A0><80>"                 -> 400 invalid_json                # surrogate in UTF-8
        and "description":"<F4><90><80><80>"             -> 400 invalid_json                # beyond U+10FFFF
        and "description":"<E2><82>"                     -> 400 invalid_json                # cut short
        and "<FF>":1                                     -> 400 invalid_json                # in an unknown name
        and "x":"<C3>"                                   -> 400 invalid_json
        and "description":"\x41"                         -> 400 invalid_json
        and "description":"\u12"                         -> 400 invalid_json
        and "description":"\uZZZZ"                       -> 400 invalid_json
        and "description":'single'                       -> 400 invalid_json
        and "description":"open                          -> 400 invalid_json
        and "description":7                              -> 400 invalid_value /description
        and "description":["a"]                          -> 400 invalid_value /description
        and "description":{"a":"b"}                      -> 400 invalid_value /description
        and "reference":true                             -> 400 invalid_value /reference
        """);

    public static TheoryData<string> Metadata => BodyRow.Table(
        """
        and "metadata":{}                                -> ok
        and "metadata":{"order":"7"}                     -> ok
        and "metadata":{"a":"=1+1","b":"' OR 1=1"}       -> ok
        and "metadata":{"‹40×k›":"‹500×v›"}              -> ok
        and "metadata":{"‹41×k›":"v"}                    -> 422 too_long /metadata
        and "metadata":{"k":"‹501×v›"}                   -> 422 too_long /metadata
        and "metadata":{"k":"a\u202eb"}                  -> 422 text_not_allowed /metadata
        and "metadata":{"k\n":"a"}                       -> 422 text_not_allowed /metadata
        and "metadata":{"k":"\u0000"}                    -> 400 invalid_value /metadata
        and "metadata":{"k":"\ud800"}                    -> 400 invalid_value /metadata
        and "metadata":{"\ud800":"v"}                    -> 400 invalid_value /metadata
        and "metadata":{"k":1}                           -> 400 invalid_value /metadata
        and "metadata":{"k":true}                        -> 400 invalid_value /metadata
        and "metadata":{"k":null}                        -> 400 invalid_value /metadata
        and "metadata":{"k":{}}                          -> 400 invalid_value /metadata
        and "metadata":{"k":["v"]}                       -> 400 invalid_value /metadata
        and "metadata":{"k":"1","k":"2"}                 -> 400 duplicate_member /metadata
        and "metadata":{"k":"1","\u006b":"2"}            -> 400 duplicate_member /metadata
        and "metadata":[]                                -> 400 invalid_value /metadata
        and "metadata":"{}"                              -> 400 invalid_value /metadata
        and "metadata":1                                 -> 400 invalid_value /metadata
        and "metadata":{"a":"1"},"metadata":{"b":"2"}    -> 400 duplicate_member /metadata
        """);

    public static TheoryData<string> Structure => BodyRow.Table(
        """
        body                                             -> 400 invalid_json
        body {                                           -> 400 invalid_json
        body }                                           -> 400 invalid_json
        body {}                                          -> 400 missing_field /amount
        body []                                          -> 400 invalid_json
        body [{}]                                        -> 400 invalid_json
        body null                                        -> 400 invalid_json
        body true                                        -> 400 invalid_json
        body 1                                           -> 400 invalid_json
        body "text"                                      -> 400 invalid_json
        body {"amount":100                               -> 400 invalid_json                # truncated
        body {"amount"                                   -> 400 invalid_json
        body {"amount":}                                 -> 400 invalid_json
        body {"amount":100,}                             -> 400 invalid_json                # trailing comma
        body {,"amount":100}                             -> 400 invalid_json
        body {"amount" 100}                              -> 400 invalid_json
        body {amount:100}                                -> 400 invalid_json
        body {'amount':100}                              -> 400 invalid_json
        body {"amount":100}{"amount":100}                -> 400 invalid_json                # two documents
        body {"amount":100}x                             -> 400 invalid_json
        body {"amount":100}<00>                          -> 400 invalid_json
        body {"amount":100 /* one */}                    -> 400 invalid_json
        body {"amount":100} // one                       -> 400 invalid_json
        body <EF><BB><BF>{"amount":100}                  -> 400 invalid_json                # byte order mark
        body <FF><FE>{<00>}<00>                          -> 400 invalid_json                # UTF-16
        body <00>                                        -> 400 invalid_json
        body {"x":‹70×[›‹70×]›}                          -> 400 unknown_member              # refused before it is followed down
        body {"metadata":‹70×[›‹70×]›}                   -> 400 invalid_json                # deeper than 64
        body {"metadata":‹70×{"a":›1‹70×}›}              -> 400 invalid_json
        body ‹70×[›‹70×]›                                -> 400 invalid_json
        body amount=100&currency=USD                     -> 400 invalid_json
        body <?xml version="1.0"?><amount>100</amount>   -> 400 invalid_json
        """);
}
