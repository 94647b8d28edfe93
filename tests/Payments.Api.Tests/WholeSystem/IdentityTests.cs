using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

public sealed class IdentityTests(SharedSystem site)
{
    [Fact]
    public async Task A_user_is_registered_once_and_sees_itself()
    {
        var mail = $"Ada.{Calls.NewKey()}@Example.org";
        var body = $$"""{"name":"Ada Lovelace","email":"{{mail}}","metadata":{"plan":"gold"} }""";
        var made = await site.DoAsync(site.AdminToken, "/v1/users", body);
        var again = await site.PostAsync(site.AdminToken, "/v1/users", body.Replace("Ada Love", "A. Love", StringComparison.Ordinal));

        Assert.Equal(mail.ToLowerInvariant(), made.GetProperty("email").GetString());
        Assert.Equal((409, "already_exists"), (again.Status, again.Code));
        var read = await site.GetAsync(site.AdminToken, $"/v1/users/{made.GetProperty("id")}");
        Assert.Equal(made.ToString(), read.ToString());
        Assert.Equal(site.UserId, (await site.GetAsync(site.UserToken, $"/v1/users/{site.UserId}")).GetProperty("id").GetString());
        var list = await site.GetAsync(site.AdminToken, "/v1/users?limit=100");
        Assert.Contains(list.GetProperty("data").EnumerateArray(), user => user.GetProperty("id").ToString() == made.GetProperty("id").ToString());
    }

    [Theory]
    [InlineData("""{"email":"a@b.c"}""", 400, "missing_field")]
    [InlineData("""{"name":""}""", 422, "value_not_allowed")]
    [InlineData("""{"name":"A","email":"nobody"}""", 422, "value_not_allowed")]
    [InlineData("""{"name":"A","email":"@b"}""", 422, "value_not_allowed")]
    [InlineData("""{"name":"A","email":"a@b@c"}""", 422, "value_not_allowed")]
    [InlineData("""{"name":"A","email":"a b@c"}""", 422, "value_not_allowed")]
    [InlineData("""{"name":"A","role":"admin"}""", 400, "unknown_member")]
    public async Task A_user_that_cannot_be_is_refused(string body, int status, string code)
    {
        var answer = await site.PostAsync(site.AdminToken, "/v1/users", body);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Only_administrators_register_people()
    {
        Assert.Equal(403, (await site.PostAsync(site.UserToken, "/v1/users", """{"name":"A"}""")).Status);
        Assert.Equal(403, (await site.PostAsync(site.MerchantKey, "/v1/merchants", """{"name":"A"}""")).Status);
    }

    [Fact]
    public async Task A_key_is_shown_once_works_is_rolled_and_is_revoked()
    {
        var merchant = await site.RegisterAsync("merchants");
        var key = Calls.NewKey();
        var body = $$"""{"merchant":"{{merchant}}","name":"till"}""";
        var issued = await site.DoAsync(site.AdminToken, "/v1/api-keys", body, key);
        var secret = issued.GetProperty("secret").GetString()!;
        var repeated = await site.PostAsync(site.AdminToken, "/v1/api-keys", body, key);
        Assert.Equal(secret[^4..], issued.GetProperty("last_four").GetString());
        Assert.Equal((201, true, ""), (repeated.Status, repeated.IsReplayed, repeated["secret"]));
        Assert.Equal((issued.GetProperty("id").GetString(), secret[^4..]), (repeated["id"], repeated["last_four"]));

        var own = await site.GetAsync(secret, "/v1/api-keys");
        Assert.DoesNotContain(secret, own.ToString(), StringComparison.Ordinal);
        var rolled = await site.DoAsync(secret, $"/v1/api-keys/{issued.GetProperty("id")}/roll");
        var next = rolled.GetProperty("secret").GetString()!;
        Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, secret, "/v1/accounts")).Status);
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, next, "/v1/accounts")).Status);

        var ended = await site.DoAsync(site.AdminToken, $"/v1/api-keys/{rolled.GetProperty("id")}/revoke");
        Assert.NotEmpty(ended.GetProperty("ends_at").GetString()!);
        Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, next, "/v1/accounts")).Status);
        var twice = await site.PostAsync(site.AdminToken, $"/v1/api-keys/{rolled.GetProperty("id")}/revoke");
        Assert.Equal((409, "api_key_revoked"), (twice.Status, twice.Code));
    }

    [Fact]
    public async Task A_rolled_key_may_go_on_for_a_while()
    {
        var merchant = await site.RegisterAsync("merchants");
        var issued = await site.DoAsync(site.AdminToken, "/v1/api-keys", $$"""{"merchant":"{{merchant}}"}""");
        var secret = issued.GetProperty("secret").GetString()!;
        await site.DoAsync(site.AdminToken, $"/v1/api-keys/{issued.GetProperty("id")}/roll", """{"overlap_seconds":3600}""");

        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, secret, "/v1/accounts")).Status);
        var read = await site.GetAsync(site.AdminToken, $"/v1/api-keys/{issued.GetProperty("id")}");
        Assert.NotEmpty(read.GetProperty("ends_at").GetString()!);
    }

    [Fact]
    public async Task An_administrator_must_say_for_which_merchant()
    {
        var answer = await site.PostAsync(site.AdminToken, "/v1/api-keys", "{}");

        Assert.Equal((400, "missing_field"), (answer.Status, answer.Code));
    }
}
