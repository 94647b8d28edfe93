using System.Text;

namespace Payments.Domain.Tests.Requests;

/// <summary>What a body was, kept for later comparison.</summary>
public sealed class FingerprintTests
{
    private static readonly string[] Names = ["amount", "currency", "description"];

    [Fact]
    public void The_same_body_has_the_same_fingerprint() =>
        Assert.True(Fingerprint.SameBody(Of(("amount", "1")), Of(("amount", "1"))));

    [Fact]
    public void Another_value_is_another_body_and_is_named()
    {
        var (first, second) = (Of(("amount", "1"), ("currency", "EUR")), Of(("amount", "2"), ("currency", "EUR")));

        Assert.False(Fingerprint.SameBody(first, second));
        Assert.Equal(["amount"], Fingerprint.Differences(first, second, Names));
    }

    [Fact]
    public void A_member_that_is_missing_is_named() =>
        Assert.Equal(["currency", "description"], Fingerprint.Differences(
            Of(("amount", "1"), ("currency", "EUR")), Of(("amount", "1"), ("description", "x")), Names));

    [Fact]
    public void Names_that_no_body_has_are_not_named() =>
        Assert.Empty(Fingerprint.Differences(Of(("amount", "1")), Of(("amount", "1")), Names));

    [Fact]
    public void A_member_takes_six_bytes() => Assert.Equal(32 + 12, Of(("amount", "1"), ("currency", "EUR")).Length);

    internal static byte[] Of(params (string Name, string Value)[] members) => Fingerprint.Of(
        Encoding.UTF8.GetBytes(string.Join(',', members.Select(member => $"{member.Name}:{member.Value}"))),
        [.. members.Select(member => (member.Name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(member.Value)))]);
}
