using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Payments.Deploy.Tests;

/// <summary>A node of a YAML document, with what is merged into it (<c>&lt;&lt;</c>) in place.</summary>
internal sealed record Yaml(object? Value)
{
    /// <summary>The member with this name; an empty node when there is none.</summary>
    public Yaml this[string name] => new((Value as IDictionary<object, object?>)?.TryGetValue(name, out var member) == true ? member : null);

    public bool Exists => Value is not null;

    public string Text => Value as string ?? "";

    /// <summary>The elements of a sequence.</summary>
    public IEnumerable<Yaml> Items => (Value as IEnumerable<object?> ?? []).Select(item => new Yaml(item));

    /// <summary>The members of a mapping.</summary>
    public IEnumerable<(string Name, Yaml Node)> Members =>
        (Value as IDictionary<object, object?> ?? new Dictionary<object, object?>())
            .Select(pair => ((string)pair.Key, new Yaml(pair.Value)));

    public IEnumerable<string> Texts => Items.Select(item => item.Text);

    /// <summary>A mapping of texts.</summary>
    public IReadOnlyDictionary<string, string> Pairs => Members.ToDictionary(member => member.Name, member => member.Node.Text);

    /// <summary>Every node below, and this one.</summary>
    public IEnumerable<Yaml> All => Items.Concat(Members.Select(member => member.Node)).SelectMany(node => node.All).Prepend(this);

    /// <summary>The documents of a file in the repository.</summary>
    public static IReadOnlyList<Yaml> Read(string path) => Parse(Repository.Read(path));

    /// <summary>The documents of a text.</summary>
    public static IReadOnlyList<Yaml> Parse(string text)
    {
        using var reader = new StringReader(text);
        var parser = new MergingParser(new Parser(reader));
        var deserializer = new DeserializerBuilder().Build();
        var documents = new List<Yaml>();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (parser.Accept<YamlDotNet.Core.Events.DocumentStart>(out _))
        {
            documents.Add(new Yaml(deserializer.Deserialize<object?>(parser)));
        }

        return documents;
    }
}
