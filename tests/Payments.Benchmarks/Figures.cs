using Payments.Benchmarks.Load;

namespace Payments.Benchmarks;

/// <summary>The names that rows of the table and series of the run share.</summary>
internal static class Figures
{
    public const string Uniform = "uniform";
    public const string HotDestination = "hot destination";
    public const string HotSource = "hot source";
    public const string Zipf = "Zipf 0.99";
    public const string At70Percent = "uniform at 70 % load";

    /// <summary>A word of the names of contestants that are clusters.</summary>
    public const string Silos = "silos";

    public const string Bare = "bare ASP.NET POST";
    public const string Journal = "journal alone";
    public const string Procedure = "stored procedure";
    public const string ProcedureHttp = "procedure over HTTP";

    public static string NameOf(Traffic traffic) => traffic switch
    {
        Traffic.Uniform => Uniform,
        Traffic.HotDestination => HotDestination,
        Traffic.HotSource => HotSource,
        _ => Zipf,
    };
}
