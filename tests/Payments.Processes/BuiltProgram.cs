namespace Payments.Processes;

/// <summary>Programs of the product, as they were built beside the tests.</summary>
public static class BuiltProgram
{
    /// <summary>The assembly of a project, Payments.Silo or Payments.Api, of the same runtime and configuration as the tests.</summary>
    public static string AssemblyOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
    }
}
