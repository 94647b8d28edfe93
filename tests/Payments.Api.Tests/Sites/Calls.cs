using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Payments.Api.Tests.Sites;

/// <summary>An answer with its body read.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Body">Body as JSON; undefined when it is none.</param>
/// <param name="Text">Body as text.</param>
/// <param name="Headers">Headers, those of the content included.</param>
public sealed record ApiAnswer(int Status, JsonElement Body, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A member of the body as text.</summary>
    public string this[string name] => Body.GetProperty(name).ToString();

    /// <summary>The code of a problem.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>True when an earlier request with the same key got this answer.</summary>
    public bool IsReplayed => Headers.TryGetValue("Idempotent-Replayed", out var value) && value == "true";
}

/// <summary>Requests as the tests' sentences need them.</summary>
internal static class Calls
{
    /// <summary>A key that nobody has used.</summary>
    public static string NewKey() => Guid.NewGuid().ToString("N");

    /// <summary>Sends a request; without a key it has none.</summary>
    public static async Task<ApiAnswer> SendAsync(
        this ISite site, HttpMethod method, string? token, string path, string? body = null, string? key = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in key is null ? headers : [.. headers, ("Idempotency-Key", key)])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await site.Client.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>Posts under a new key.</summary>
    public static Task<ApiAnswer> PostAsync(this ISite site, string token, string path, string? body = null, string? key = null) =>
        site.SendAsync(HttpMethod.Post, token, path, body, key ?? NewKey());

    /// <summary>Posts and expects it to be done.</summary>
    public static async Task<JsonElement> DoAsync(this ISite site, string token, string path, string? body = null, string? key = null)
    {
        var answer = await site.PostAsync(token, path, body, key);
        Assert.True(answer.Status is 200 or 201, $"POST {path} answered {answer.Status}: {answer.Text}");
        return answer.Body;
    }

    /// <summary>Reads and expects it to be there.</summary>
    public static async Task<JsonElement> GetAsync(this ISite site, string token, string path)
    {
        var answer = await site.SendAsync(HttpMethod.Get, token, path);
        Assert.True(answer.Status == 200, $"GET {path} answered {answer.Status}: {answer.Text}");
        return answer.Body;
    }

    /// <summary>The body of a transfer.</summary>
    public static string Transfer(string source, string destination, long amount, string more = "") =>
        $$"""{"source":"{{source}}","destination":"{{destination}}","amount":{{amount}},"currency":"USD"{{more}}}""";

    /// <summary>Reads an answer's body.</summary>
    public static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var isJson = text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase);
        return new ApiAnswer((int)response.StatusCode, isJson ? JsonDocument.Parse(text).RootElement.Clone() : default, text, headers);
    }
}
