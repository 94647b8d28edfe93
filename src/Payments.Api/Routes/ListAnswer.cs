using System.Text.Json;
using Payments.Api.Json;
using Payments.Journal.Reading;

namespace Payments.Api.Routes;

/// <summary>Writes a page of a list.</summary>
internal static class ListAnswer
{
    /// <summary>Answers with a page.</summary>
    public static Task WriteAsync<T>(HttpContext context, Page<T> page, Action<Utf8JsonWriter, T> write) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (context, page, write), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            foreach (var item in state.page.Data)
            {
                state.write(json, item);
            }

            json.WriteEndArray();
            json.WriteBoolean("has_more"u8, state.page.HasMore);
            json.WriteString("url"u8, state.context.Request.Path.Value);
            json.WriteEndObject();
        });
}
