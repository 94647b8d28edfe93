namespace Payments.Deploy.Tests.Settings;

public sealed class SettingTests
{
    [Theory]
    [InlineData("Payments__Postgres")]
    [InlineData("Payments__Cluster__Tls__KeyFile")]
    [InlineData("Payments__Monitoring__Networks__0")]
    [InlineData("Payments__Journal__Lanes")]
    public void What_an_option_binds_is_known(string variable) => Assert.Null(BoundSettings.Complaint(variable));

    [Theory]
    [InlineData("Payments__Postgress")]
    [InlineData("PAYMENTS_POSTGRES")]
    [InlineData("Payments__Cluster__Tls")]
    public void What_nothing_reads_is_found(string variable) => Assert.NotNull(BoundSettings.Complaint(variable));
}
