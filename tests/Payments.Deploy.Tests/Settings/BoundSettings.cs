using System.Collections;
using System.Reflection;
using Payments.Api.Limits;
using Payments.Hosting;
using Payments.Journal.Writing;
using Payments.Telemetry.Logs;

namespace Payments.Deploy.Tests.Settings;

/// <summary>The settings that the product's options bind, by the names that environment variables give them.</summary>
internal static class BoundSettings
{
    private static readonly Assembly[] Assemblies =
        [typeof(LimitOptions).Assembly, typeof(ProcessOptions).Assembly, typeof(JournalWriterOptions).Assembly];

    /// <summary>All of them; <c>0</c> stands for the elements of a list.</summary>
    public static IReadOnlySet<string> Names { get; } = FindAll();

    /// <summary>What is wrong with a variable of a payments process; null when something reads it.</summary>
    public static string? Complaint(string variable) => variable switch
    {
        _ when variable.StartsWith("OTEL_", StringComparison.Ordinal) || variable.StartsWith("DOTNET_", StringComparison.Ordinal) => null,
        _ when Names.Contains(variable) => null,
        _ => $"{variable}: no option has this name",
    };

    private static HashSet<string> FindAll()
    {
        var names = new HashSet<string> { Variable(JsonLogs.LevelSetting) };
        foreach (var type in Assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            if (type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() is string section)
            {
                names.UnionWith(NamesOf(type, Variable(section)));
            }
        }

        names.UnionWith(NamesOf(typeof(JournalWriterOptions), "Payments__Journal"));
        return names;
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(Type type, string prefix) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null)
            .SelectMany(property => NamesOf(property, $"{prefix}__{property.Name}"));

    private static IEnumerable<string> NamesOf(PropertyInfo property, string name)
    {
        var type = property.PropertyType;
        if (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type))
        {
            return [name + "__0"];
        }

        return Assemblies.Contains(type.Assembly) && type.IsClass ? NamesOf(type, name) : [name];
    }
}
