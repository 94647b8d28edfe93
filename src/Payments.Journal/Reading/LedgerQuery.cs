using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;

namespace Payments.Journal.Reading;

/// <summary>
/// A statement that grows by fixed fragments. Each hole of a fragment becomes a positional parameter, so no value can
/// become part of the text; each combination of filters is a text of its own, prepared and planned for itself.
/// </summary>
internal sealed class LedgerQuery
{
    private readonly StringBuilder _text = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Adds a fragment as a further line.</summary>
    internal LedgerQuery Add([InterpolatedStringHandlerArgument("")] ref Fragment fragment)
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>Adds a fragment when the condition holds; its holes are not even looked at otherwise.</summary>
    internal LedgerQuery AddIf(bool condition, [InterpolatedStringHandlerArgument("", nameof(condition))] ref Fragment fragment)
    {
        _text.Append(condition ? "\n" : "");
        return this;
    }

    /// <summary>The statement as a command of a data source.</summary>
    internal NpgsqlCommand ToCommand(NpgsqlDataSource source)
    {
        var command = source.CreateCommand(_text.ToString());
        _parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }

    /// <summary>A number that the planner shall know: with LIMIT as a parameter it would prepare for a tenth of the table.</summary>
    internal static Constant Number(int value) => new(value.ToString(CultureInfo.InvariantCulture));

    private void AddValue<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        _text.Append('$').Append(_parameters.Count);
    }

    /// <summary>SQL for a name, an order or a list of columns that comes from a constant of our own.</summary>
    internal readonly record struct Constant(string Sql);

    /// <summary>Takes an interpolated string apart: text stays text, holes become parameters.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Fragment
    {
        private readonly LedgerQuery _query;

        public Fragment(int literalLength, int formattedCount, LedgerQuery query)
        {
            _query = query;
            _query._text.EnsureCapacity(_query._text.Length + literalLength + (3 * formattedCount));
        }

        public Fragment(int literalLength, int formattedCount, LedgerQuery query, bool condition, out bool isWanted)
            : this(literalLength, formattedCount, query) => isWanted = condition;

        public void AppendLiteral(string text) => _query._text.Append(text);

        public void AppendFormatted(Constant constant) => _query._text.Append(constant.Sql);

        // PostgreSQL stores instants; Npgsql takes only those that are given in UTC.
        public void AppendFormatted(DateTimeOffset value) => _query.AddValue(value.ToUniversalTime());

        public void AppendFormatted(DateTimeOffset? value) => _query.AddValue(value!.Value.ToUniversalTime());

        public void AppendFormatted(Guid? value) => _query.AddValue(value!.Value);

        public void AppendFormatted(long? value) => _query.AddValue(value!.Value);

        public void AppendFormatted<T>(T value)
            where T : notnull => _query.AddValue(value);
    }
}
