using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;
using Payments.Benchmarks.Limits;

namespace Payments.Benchmarks.Peers;

/// <summary>The stored procedure behind a minimal ASP.NET Core endpoint: what most teams would build.</summary>
internal static class ProcedureServer
{
    // More connections than this only take turns on few cores.
    private const int PoolSize = 16;

    public static async Task ServeAsync(int port, string connectionString)
    {
        await using var database = OpenDatabase(connectionString);
        await using var app = BareServer.Build(port);
        app.MapPost(
            "/v1/transfers", (TransferBody body, HttpRequest request) => TransferAsync(database, body, request));
        await app.RunAsync();
    }

    private static NpgsqlDataSource OpenDatabase(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = PoolSize,
            MinPoolSize = PoolSize,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
        };
        return new NpgsqlSlimDataSourceBuilder(parts.ConnectionString).Build();
    }

    private static async Task<JsonHttpResult<TransferAnswer>> TransferAsync(
        NpgsqlDataSource database, TransferBody body, HttpRequest request)
    {
        var id = await ExecuteAsync(database, body, request.Headers["Idempotency-Key"].ToString());
        var name = "trf_" + id.ToString("D26", CultureInfo.InvariantCulture);
        return TypedResults.Json(
            new TransferAnswer(name, "posted", body.Source, body.Destination, body.Amount, body.Currency),
            TransferJson.Default.TransferAnswer,
            statusCode: id < 0 ? StatusCodes.Status402PaymentRequired : StatusCodes.Status201Created);
    }

    private static async Task<long> ExecuteAsync(NpgsqlDataSource database, TransferBody body, string key)
    {
        var canonical = Encoding.UTF8.GetBytes($"{body.Source}|{body.Destination}|{body.Amount}|{body.Currency}");
        await using var command = database.CreateCommand("SELECT transfer($1, $2, $3, $4, $5, $6)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(canonical) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Number(body.Source) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Number(body.Destination) });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = body.Amount });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static long Number(string account) =>
        long.Parse(account.AsSpan("acc_".Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
