namespace Payments.Architecture.Tests;

/// <summary>Long files are where a code base is hardest to enter.</summary>
public sealed class FileLengthTests
{
    private const int Soft = 250;
    private const int Hard = 400;
    private const int ProgramLines = 60;

    /// <summary>Files above the soft limit with the length that they may have. This list only ever shrinks.</summary>
    private static readonly Dictionary<string, int> Allowed = [];

    [Fact]
    public void No_file_is_longer_than_its_limit() => Repository.AssertNone(
        Repository.SourcesUnder("src/", "grains/", "silos/", "tests/")
            .Where(file => file.Lines > Math.Min(Hard, Allowed.GetValueOrDefault(file.Path, Soft)))
            .Select(file => $"{file.Path}: {file.Lines} lines"),
        $"a file has {Soft} lines at most: split it by what its parts are about");

    [Fact]
    public void The_list_of_long_files_holds_none_that_became_short() => Repository.AssertNone(
        Allowed.Where(entry => !Repository.Exists(entry.Key) || SourceFile.Read(entry.Key).Lines <= Soft)
            .Select(entry => entry.Key),
        "these are short or gone: take them off the list");

    [Fact]
    public void A_program_is_a_table_of_contents() => Repository.AssertNone(
        Repository.Sources.Where(file => file.Name == "Program.cs" && file.Lines > ProgramLines)
            .Select(file => $"{file.Path}: {file.Lines} lines"),
        $"a Program.cs has {ProgramLines} lines at most");
}
