using Payments.Api.Idempotency;
using Payments.Api.Problems;

namespace Payments.Api.Tests.Idempotency;

/// <summary>Where the key comes from, and how long a client wants to wait.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\"abc\"", "abc")]
    [InlineData("\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("with space", "with space")]
    [InlineData("~!@#$%^&*()_+", "~!@#$%^&*()_+")]
    public void A_header_holds_a_key(string header, string key) =>
        Assert.Equal(key, IdempotencyKeys.Read(header, null, out _));

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData("\"a")]
    [InlineData("\"a\\\"")]
    [InlineData("\"a\"b")]
    [InlineData("\"a\\n\"")]
    [InlineData("caf\u00e9")]
    [InlineData("a\u007fb")]
    public void A_header_holds_no_key(string header)
    {
        Assert.Null(IdempotencyKeys.Read(header, null, out var problem));
        Assert.Equal(ProblemCodes.IdempotencyKeyInvalid, problem!.Code);
    }

    [Fact]
    public void Header_and_body_may_both_give_the_key_when_it_is_one()
    {
        Assert.Equal("k", IdempotencyKeys.Read("k", "k", out _));
        Assert.Equal("k", IdempotencyKeys.Read("\"k\"", "k", out _));
        Assert.Equal("k", IdempotencyKeys.Read(default, "k", out _));
        Assert.Null(IdempotencyKeys.Read("k", "l", out var problem));
        Assert.Equal(ProblemCodes.IdempotencyKeyInvalid, problem!.Code);
    }

    [Fact]
    public void Without_a_key_there_is_a_problem_of_its_own()
    {
        Assert.Null(IdempotencyKeys.Read(default, null, out var problem));
        Assert.Equal(ProblemCodes.IdempotencyKeyMissing, problem!.Code);
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=5", 5)]
    [InlineData("wait=30", 30)]
    [InlineData("wait=31", 30)]
    [InlineData("wait=4000000000", 30)]
    [InlineData("respond-async, wait=7", 7)]
    [InlineData("WAIT = 3", 3)]
    [InlineData("wait=-1", 10)]
    [InlineData("wait=soon", 10)]
    [InlineData("return=minimal", 10)]
    public void A_client_may_say_how_long_it_waits(string prefer, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), PreferWait.Of(prefer.Length == 0 ? default : prefer));
}
