using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Tests.BadInput;
using Payments.Api.Transfers;

namespace Payments.Api.Tests.Json;

/// <summary>The reader alone: what it refuses, with which code and pointer. 402 and same_account are the ledger's business.</summary>
public class StrictJsonTests
{
    private static readonly TransferFields Fields = new();
    private static readonly BodyShape Shape = Fields.Whole();

    public static TheoryData<string> Rows => BodyTables.All;

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_body_is_read_or_refused_as_its_row_says(string row)
    {
        var expected = BodyRow.Parse(row);
        var problem = Read(expected.Body("acc_01jd3vn7sme8q8s3tt6wkqj0bd", "acc_01jd3vn8q4e3asjhqz7wqkdmyh"));
        if (expected.Status is 201 or 402 || expected.Code == RefusalCodes.SameAccount)
        {
            Assert.Null(problem);
            return;
        }

        Assert.NotNull(problem);
        Assert.Equal(expected.Code, problem.Code);
        Assert.Equal(expected.Status, ProblemCatalog.Of(problem.Code).Status);
        if (expected.Pointer is { } pointer)
        {
            Assert.Contains(problem.Errors, error => error.Pointer == pointer);
        }
    }

    [Fact]
    public void The_table_is_as_long_as_promised() => Assert.True(BodyTables.All.Count >= 200);

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_but_what_cannot_be_read_comes_first()
    {
        var problem = Read("""{"source":"x","destination":"y","amount":"1","currency":"usd"}"""u8.ToArray())!;

        Assert.Equal(ProblemCodes.InvalidId, problem.Code);
        Assert.Equal(["/source", "/destination", "/amount"], problem.Errors.Select(error => error.Pointer));
    }

    private static Problem? Read(byte[] bytes)
    {
        if (JsonBody.Read(Shape, bytes, out var problem) is not { } body)
        {
            return problem;
        }

        var members = new FieldReader(body);
        members.Id(Fields.Source);
        members.Id(Fields.Destination);
        members.Integer(Fields.Amount);
        members.CurrencyCode(Fields.Currency);
        TransferReader.ReadHold(Fields, members);
        members.Text(Fields.Description);
        members.Text(Fields.Reference);
        members.Metadata(Fields.Metadata);
        return members.Problem;
    }
}
