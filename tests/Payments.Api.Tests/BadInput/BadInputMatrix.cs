using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.BadInput;

/// <summary>
/// The whole matrix of bad input over real HTTP, status for status: each refusal is a problem with its code and pointer,
/// repeats nothing of the input, and leaves the ledger as it was.
/// </summary>
public abstract class BadInputMatrix(ISite site)
{
    public static TheoryData<string> Bodies => BodyTables.All;

    public static TheoryData<string> Reads => ReadRows.All;

    public static TheoryData<string> Framing => Names(HttpCases.Framing);

    public static TheoryData<string> ContentTypes => Names(HttpCases.ContentTypes);

    public static TheoryData<string> Keys => Names(HttpCases.Keys);

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_gets_the_answer_of_its_row(string row)
    {
        var expected = BodyRow.Parse(row);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/transfers")
        {
            Content = new ByteArrayContent(expected.Body(site.Source, site.Destination)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", site.UserToken);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        var before = await site.LedgerAsync();

        using var response = await site.Client.SendAsync(request);

        var isLedgerRow = expected.Status == 402 || expected.Code == RefusalCodes.SameAccount;
        if (expected.Status == 201 || (isLedgerRow && !site.HasLedger))
        {
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            return;
        }

        await AssertProblemAsync(response, expected.Status, expected.Code, expected.Pointer);
        Assert.Equal(before, await site.LedgerAsync());
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read_gets_the_answer_of_its_row(string row)
    {
        var arrow = row.LastIndexOf("->", StringComparison.Ordinal);
        var target = row[..arrow].Trim().Replace("$source", site.Source, StringComparison.Ordinal);
        var words = row[(arrow + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var answer = await RawHttp.SendAsync(
            site.Address, $"GET {target} HTTP/1.1\nHost: x\nAuthorization: Bearer {site.UserToken}\nConnection: close\n\n");

        Assert.Equal(words[0], $"{answer.Status}");
        Assert.NotNull(answer.Header("Request-Id"));
        if (words.Length > 1)
        {
            AssertProblem(answer.Header("Content-Type"), answer.Body, answer.Status, words[1], null);
        }
    }

    [Theory]
    [MemberData(nameof(Framing))]
    public Task A_request_that_breaks_HTTP_is_refused(string name) => RunAsync(HttpCases.Framing, name);

    [Theory]
    [MemberData(nameof(ContentTypes))]
    public Task Only_plain_JSON_in_UTF_8_is_read(string name) => RunAsync(HttpCases.ContentTypes, name);

    [Theory]
    [MemberData(nameof(Keys))]
    public Task A_key_is_read_or_refused(string name) => RunAsync(HttpCases.Keys, name);

    [Fact]
    public async Task A_path_with_NUL_is_refused()
    {
        var answer = await RawHttp.SendAsync(site.Address, "GET /v1/accounts/a%00b HTTP/1.1\nHost: x\n\n");

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_know_is_told_which_it_knows()
    {
        var answer = await RawHttp.SendAsync(site.Address, "TRACE /v1/transfers HTTP/1.1\nHost: x\n\n");

        Assert.Equal(405, answer.Status);
        Assert.Equal(["GET", "HEAD", "POST"], answer.Header("Allow")!.Split(',', StringSplitOptions.TrimEntries).Order());
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_not_waited_for()
    {
        var answer = await RawHttp.SendAsync(site.Address, "GET /health/live HTTP/1.1\nHost: x\nX-Slow: ");

        Assert.Equal(408, answer.Status);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for()
    {
        var answer = await RawHttp.SendAsync(
            site.Address,
            $"POST /v1/transfers HTTP/1.1\nHost: x\nAuthorization: Bearer {site.UserToken}\nIdempotency-Key: slow\n"
            + "Content-Type: application/json\nContent-Length: 1000\n\n{");

        Assert.Equal(408, answer.Status);
    }

    private async Task RunAsync(IReadOnlyList<HttpCase> cases, string name)
    {
        var expected = cases.Single(one => one.Name == name);
        var before = await site.LedgerAsync();

        var answer = await RawHttp.SendAsync(site.Address, expected.Bytes(site));

        Assert.Equal(expected.Status, answer.Status);
        if (expected.Code is { } code)
        {
            AssertProblem(answer.Header("Content-Type"), answer.Body, expected.Status, code, null);
        }

        if (expected.Status >= 400)
        {
            // Kestrel's own answers have no body, and end the connection: what follows cannot be told from the next request.
            Assert.True(answer.Body.Length > 0 || answer.Header("Connection") == "close", $"{name}: {answer.Head}");
            Assert.Equal(before, await site.LedgerAsync());
        }
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string? code, string? pointer)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        AssertProblem(response.Content.Headers.ContentType?.ToString(), text, status, code, pointer);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(
            response.Headers.GetValues("Request-Id").Single(), problem.RootElement.GetProperty("request_id").GetString());
    }

    private static void AssertProblem(string? type, string body, int status, string? code, string? pointer)
    {
        Assert.Equal("application/problem+json", type);
        using var document = JsonDocument.Parse(body);
        var problem = document.RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("type").GetString()!);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        if (pointer is not null)
        {
            Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("pointer").GetString() == pointer);
        }
    }

    private static TheoryData<string> Names(IEnumerable<HttpCase> cases) => new(cases.Select(one => one.Name));
}
