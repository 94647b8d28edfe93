using Payments.Domain.Ids;

namespace Payments.Domain.Tests.Ids;

/// <summary>The ids that clients see.</summary>
public sealed class PublicIdTests
{
    private const string Zero = "acc_00000000000000000000000000";

    [Fact]
    public void An_id_is_its_kind_and_26_characters()
    {
        Assert.Equal(Zero, PublicId.Format(PublicId.Account, Guid.Empty));
        Assert.Equal("acc_7zzzzzzzzzzzzzzzzzzzzzzzzz", PublicId.Format(PublicId.Account, Guid.AllBitsSet));
    }

    [Theory]
    [InlineData("trf_00000000000000000000000000")] // another kind
    [InlineData("acc_0000000000000000000000000")] // too short
    [InlineData("acc_000000000000000000000000000")] // too long
    [InlineData("acc-00000000000000000000000000")]
    [InlineData("ACC_00000000000000000000000000")]
    [InlineData("acc_0000000000000000000000000Z")] // one object, one name: no capitals
    [InlineData("acc_0000000000000000000000000i")] // not in the alphabet
    [InlineData("acc_0000000000000000000000000l")]
    [InlineData("acc_0000000000000000000000000o")]
    [InlineData("acc_0000000000000000000000000u")]
    [InlineData("acc_80000000000000000000000000")] // more than 128 bits
    [InlineData("acc_0000000000000000000000000é")]
    [InlineData("acc_../../../../../../etc/pas")]
    [InlineData("acc_")]
    [InlineData("")]
    [InlineData(null)]
    public void Everything_else_is_no_id(string? text) => Assert.False(PublicId.TryParse(PublicId.Account, text, out _));

    [Fact]
    public void The_smallest_id_is_read() => Assert.True(PublicId.TryParse(PublicId.Account, Zero, out var id) && id == Guid.Empty);
}
