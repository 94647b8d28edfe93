using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Chaos.Load;

/// <summary>Sends operations to a front end, and records each before it is sent and when it has ended.</summary>
internal sealed class ChaosClient(Recorder recorder, string token) : IDisposable
{
    /// <summary>The code of a request whose client did not wait for its answer.</summary>
    internal const string Left = Completion.ClientLeft;

    /// <summary>
    /// How long a client waits for an answer. The product answers after ten seconds at the latest, whatever it knows by then: who
    /// waits longer than that and a margin has found an error (<see cref="LateCheck"/>).
    /// </summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectTimeout = TimeSpan.FromSeconds(3),
        UseProxy = false,
    })
    {
        Timeout = Longest,
    };

    internal Recorder Recorder => recorder;

    /// <summary>Sends an operation and returns how it ended. Never throws: what goes wrong is an outcome.</summary>
    internal async Task<Completion> SendAsync(Invocation wanted, string node, int port, CancellationToken drop = default)
    {
        var (method, path, body) = Requests.Of(wanted);
        var invoke = recorder.Invoke(wanted with { Node = node, BodyHash = body is null ? null : HashOf(path + body) });
        Completion completion;
        try
        {
            using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{port}{path}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (body is not null)
            {
                request.Headers.Add("Idempotency-Key", invoke.Key);
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, drop);
            var bytes = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            completion = Answers.Read(invoke, (int)response.StatusCode, bytes, response.Headers.Contains("Idempotent-Replayed")) with
            {
                RetryAfter = (long?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
            };
        }
        catch (OperationCanceledException) when (drop.IsCancellationRequested)
        {
            completion = new Completion { Op = invoke.Op, At = 0, Outcome = Outcome.Info, Code = Left };
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            completion = new Completion { Op = invoke.Op, At = 0, Outcome = Outcome.Info, Code = fault.GetType().Name };
        }

        completion = completion with { At = recorder.Clock.Now };
        recorder.Complete(invoke, completion);
        return completion;
    }

    /// <summary>A request outside the history: sets the stage.</summary>
    internal async Task<string> SetUpAsync(int port, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", $"set up {path} {body}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.StatusCode == HttpStatusCode.Created ? answer : throw new InvalidOperationException($"{path}: {answer}");
    }

    /// <summary>A question outside the history, to an operator's route; null without an answer.</summary>
    internal Task<string?> AskAsync(int port, string path) => OperateAsync(HttpMethod.Get, port, path);

    /// <summary>A request outside the history, to an operator's route; null when it was not done.</summary>
    internal async Task<string?> OperateAsync(HttpMethod method, int port, string path)
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{port}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
