using System.Text;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Transfers;

namespace Payments.Api.Tests.Idempotency;

/// <summary>Which bodies are the same request and which are not.</summary>
public sealed class FingerprintTests
{
    private static readonly BodyShape Shape = new TransferFields().Whole();

    [Theory]
    [InlineData("""{"amount":1,"currency":"USD"}""", """{"currency":"USD","amount":1}""")]
    [InlineData("""{"amount":1,"currency":"USD"}""", """ { "amount" : 1 , "currency" : "USD" } """)]
    [InlineData("""{"amount":1}""", """{"\u0061mount":1}""")]
    [InlineData("""{"description":"aé😀"}""", """{"description":"\u0061\u00e9\ud83d\uDE00"}""")]
    [InlineData("""{"description":"a/b"}""", """{"description":"a\/b"}""")]
    [InlineData("""{"description":"a\"b\\"}""", """{"description":"a\u0022b\u005C"}""")]
    [InlineData("""{"metadata":{"a":"1","b":"2"}}""", """{"metadata":{"b":"2","a":"1"}}""")]
    [InlineData("""{"metadata":{"a":"1"}}""", """{"metadata": { "\u0061" : "\u0031" } }""")]
    [InlineData("""{"amount":1,"idempotency_key":"k"}""", """{"amount":1}""")]
    public void They_are_the_same(string left, string right) => Assert.True(Fingerprint.SameBody(Print(left), Print(right)));

    [Theory]
    [InlineData("""{"amount":1}""", """{"amount":2}""", "amount")]
    [InlineData("""{"amount":1}""", """{"amount":11}""", "amount")]
    [InlineData("""{"description":"a"}""", """{"description":"A"}""", "description")]
    [InlineData("""{"description":"a"}""", """{"description":"a "}""", "description")]
    [InlineData("""{"description":"é"}""", """{"description":"e\u0301"}""", "description")]
    [InlineData("""{"description":"1"}""", """{"description":1}""", "description")]
    [InlineData("""{"description":null}""", """{}""", "description")]
    [InlineData("""{"description":"a"}""", """{"reference":"a"}""", "description,reference")]
    [InlineData("""{"metadata":{"a":"1"}}""", """{"metadata":{"a":"2"}}""", "metadata")]
    [InlineData("""{"metadata":{"a":"1","b":"2"}}""", """{"metadata":{"a":"1,\"b\":\"2"}}""", "metadata")]
    [InlineData("""{"amount":1,"currency":"USD"}""", """{"amount":2,"currency":"EUR"}""", "amount,currency")]
    public void They_differ_in_what_is_named(string left, string right, string names)
    {
        Assert.False(Fingerprint.SameBody(Print(left), Print(right)));
        Assert.Equal(names.Split(','), RequestFingerprint.Differences(Print(left), Print(right), Shape));
    }

    [Fact]
    public void The_id_in_the_path_is_part_of_the_request()
    {
        var (first, second) = (Print("{}", "trf_1"), Print("{}", "trf_2"));

        Assert.False(Fingerprint.SameBody(first, second));
        Assert.Equal([RequestFingerprint.PathMember], RequestFingerprint.Differences(first, second, Shape));
    }

    [Fact]
    public void An_operation_s_id_never_changes_its_form() => Assert.Equal(
        Guid.Parse("69c3acfc-0c47-f408-e3c0-3507b85470ad"),
        OperationIds.Of(Guid.Parse("0195b5e4-7c00-7000-8000-000000000001"), "POST /v1/transfers", "order-7"));

    [Fact]
    public void Tenant_route_and_key_each_tell_operations_apart()
    {
        var (tenant, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Guid[] ids =
        [
            OperationIds.Of(tenant, "POST /v1/transfers", "k"),
            OperationIds.Of(other, "POST /v1/transfers", "k"),
            OperationIds.Of(tenant, "POST /v1/accounts", "k"),
            OperationIds.Of(tenant, "POST /v1/transfers", "K"),
            OperationIds.Of(tenant, "POST /v1/transfersk", ""),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static byte[] Print(string json, string? pathId = null) =>
        RequestFingerprint.Of(JsonBody.Read(Shape, Encoding.UTF8.GetBytes(json), out _)!, pathId);
}
