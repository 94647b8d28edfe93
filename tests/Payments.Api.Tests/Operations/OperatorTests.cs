using System.Text.Json;
using Payments.Api.Tests.Sites;
using Payments.Grains.Operations;

namespace Payments.Api.Tests.Operations;

/// <summary>What operators see of the cluster, and who may change it.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task A_grain_is_found_where_it_is_active_and_silos_that_do_not_answer_are_named()
    {
        await using var site = await StubSite.StartAsync();

        var place = await site.GetAsync(site.AdminToken, $"/v1/ops/grains/{site.Source}");

        Assert.True(place.GetProperty("active").GetBoolean());
        var found = Assert.Single(place.GetProperty("places").EnumerateArray());
        Assert.Equal("one", found.GetProperty("silo").GetString());
        Assert.Equal((7, 2, 5, 9L), (
            found.GetProperty("commands_in_flight").GetInt32(),
            found.GetProperty("queue_length").GetInt32(), found.GetProperty("writes_in_flight").GetInt32(), found.GetProperty("epoch").GetInt64()));
        Assert.Equal("two", Assert.Single(place.GetProperty("silent_silos").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("slot_0", 200)]
    [InlineData("slot_4095", 200)]
    [InlineData("slot_4096", 400)]
    [InlineData("slot_-1", 400)]
    [InlineData("slot_", 400)]
    [InlineData("usr_01jd3vn7sme8q8s3tt6wkqj0bd", 400)]
    [InlineData("acc_01jd3vn7sme8q8s3tt6wkqj0bd", 404)]
    public async Task What_is_no_grain_is_not_found(string id, int status)
    {
        await using var site = await StubSite.StartAsync();

        var answer = await site.SendAsync(HttpMethod.Get, site.AdminToken, $"/v1/ops/grains/{id}");

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task A_grain_that_is_not_active_says_so()
    {
        await using var site = await StubSite.StartAsync();

        var place = await site.GetAsync(site.AdminToken, "/v1/ops/grains/slot_7");

        Assert.False(place.GetProperty("active").GetBoolean());
        Assert.Empty(place.GetProperty("places").EnumerateArray());
    }

    [Fact]
    public async Task Silos_are_listed_with_their_load_and_those_without_an_answer_without()
    {
        await using var site = await StubSite.StartAsync();

        var silos = (await site.GetAsync(site.AdminToken, "/v1/ops/silos")).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(
            [("one", "active", true), ("two", "active", false), ("three", "dead", false)],
            silos.Select(silo => (silo.GetProperty("name").GetString(), silo.GetProperty("status").GetString(), silo.GetProperty("answers").GetBoolean())));
        Assert.Equal((true, JsonValueKind.Null), (
            silos[0].GetProperty("reaches_postgres").GetBoolean(), silos[1].GetProperty("reaches_postgres").ValueKind));
        Assert.Equal((7, 3, 42), (
            silos[0].GetProperty("activations").GetInt32(), silos[0].GetProperty("journal_queue").GetInt32(), silos[0].GetProperty("cpu_percent").GetInt32()));
    }

    [Fact]
    public async Task A_drain_tells_the_silo_who_asked()
    {
        await using var site = await StubSite.StartAsync();

        var silo = await site.DoAsync(site.AdminToken, "/v1/ops/silos/one/drain");

        var origin = ((StubSilos)site.Service<ISiloDirectory>()).One.DrainedBy!;
        Assert.Equal("draining", silo.GetProperty("status").GetString());
        Assert.Equal(("adm_root", Role.Admin, "127.0.0.1"), (origin.Actor, origin.Role, origin.Address));
        Assert.StartsWith("req_", origin.RequestId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_silo_is_not_drained()
    {
        await using var site = await StubSite.StartAsync();
        ((StubSilos)site.Service<ISiloDirectory>()).One.Refusal = Reason.LastSilo();

        var answer = await site.PostAsync(site.AdminToken, "/v1/ops/silos/one/drain");

        Assert.Equal((409, "last_silo"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_drain_whose_answer_is_lost_may_have_begun()
    {
        await using var site = await StubSite.StartAsync();

        var answer = await site.PostAsync(site.AdminToken, "/v1/ops/silos/two/drain");

        Assert.Equal((504, "outcome_unknown"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("four")]
    [InlineData("three")]
    public async Task A_silo_that_does_not_serve_is_not_found(string name)
    {
        await using var site = await StubSite.StartAsync();

        var answer = await site.PostAsync(site.AdminToken, $"/v1/ops/silos/{name}/drain");

        Assert.Equal((404, "silo_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Only_administrators_with_a_second_factor_drain_and_support_may_look()
    {
        await using var site = await StubSite.StartAsync();
        var support = site.Issuer.Mint("adm_help", Role.Support, TimeSpan.FromHours(1));
        var oneFactor = site.Issuer.Mint("adm_root", Role.Admin, TimeSpan.FromHours(1), secondFactor: false);

        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, support, "/v1/ops/silos")).Status);
        Assert.Equal(403, (await site.SendAsync(HttpMethod.Get, site.UserToken, "/v1/ops/silos")).Status);
        Assert.Equal(403, (await site.PostAsync(support, "/v1/ops/silos/one/drain")).Status);
        Assert.Equal(403, (await site.PostAsync(oneFactor, "/v1/ops/silos/one/drain")).Status);
        Assert.Null(((StubSilos)site.Service<ISiloDirectory>()).One.DrainedBy);
    }

    [Theory]
    [InlineData(Role.User, 403)]
    [InlineData(Role.Support, 200)]
    [InlineData(Role.Finance, 200)]
    [InlineData(Role.Admin, 200)]
    public async Task From_elsewhere_the_platform_s_numbers_are_for_staff_alone(Role role, int status)
    {
        await using var site = await StubSite.StartAsync();
        var token = role == Role.User ? site.UserToken : site.Issuer.Mint("adm_help", role, TimeSpan.FromHours(1));
        (string, string) elsewhere = ("X-Forwarded-For", "203.0.113.1");

        Assert.Equal(status, (await site.SendAsync(HttpMethod.Get, token, "/metrics", null, null, elsewhere)).Status);
        Assert.Equal(401, (await site.SendAsync(HttpMethod.Get, null, "/metrics", null, null, elsewhere)).Status);
        Assert.Equal(200, (await site.SendAsync(HttpMethod.Get, null, "/metrics")).Status);
    }
}
