using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Payments.Deploy.Tests;

/// <summary>
/// Reads YAML into types that name every member that may be there: one that they do not have, a value of another type, or a required
/// one that is missing is refused. A text is a text: what YAML takes for a number or a truth value has to stand in quotes, as the
/// programs that read these files want it.
/// </summary>
internal static partial class StrictYaml
{
    /// <summary>Reads one document, with what is merged into it in place.</summary>
    /// <exception cref="YamlException">It does not fit the type; the message says where.</exception>
    public static T Read<T>(string text, INamingConvention names)
    {
        using var reader = new StringReader(text);
        var deserializer = new DeserializerBuilder().WithNamingConvention(names).WithEnforceRequiredMembers().WithTypeConverter(new Texts()).Build();
        return deserializer.Deserialize<T>(new MergingParser(new Parser(reader)));
    }

    /// <summary>What is wrong with a document; null when it fits.</summary>
    public static string? Complaint<T>(string text, INamingConvention names)
    {
        try
        {
            Read<T>(text, names);
            return null;
        }
        catch (YamlException wrong)
        {
            return $"{wrong.Start}: {wrong.Message} {wrong.InnerException?.Message}";
        }
    }

    /// <summary>Refuses a mapping that has a key twice, which most readers take without a word.</summary>
    /// <exception cref="YamlException">A key is there twice.</exception>
    public static void RefuseKeysTwice(string text)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        var deserializer = new DeserializerBuilder().WithDuplicateKeyChecking().Build();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            deserializer.Deserialize<object?>(parser);
        }
    }

    private sealed partial class Texts : IYamlTypeConverter
    {
        public bool Accepts(Type type) => type == typeof(string);

        public object? ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
        {
            var scalar = parser.Consume<Scalar>();
            return scalar.Style == ScalarStyle.Plain && NoText().IsMatch(scalar.Value)
                ? throw new YamlException(scalar.Start, scalar.End, $"'{scalar.Value}' is no text: write it in quotes")
                : scalar.Value;
        }

        public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) =>
            throw new NotSupportedException("files are only read");

        [GeneratedRegex(@"^(|~|null|true|false|yes|no|on|off|[-+]?[0-9][0-9_]*(\.[0-9]*)?([eE][-+]?[0-9]+)?)$", RegexOptions.IgnoreCase)]
        private static partial Regex NoText();
    }
}
