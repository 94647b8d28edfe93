using Payments.Api.Authorization;
using Payments.Api.Problems;
using Payments.Hosting.Operations;

namespace Payments.Api.Dashboard;

/// <summary>The grain runtime's dashboard at <c>/dashboard</c>, for administrators.</summary>
internal sealed class DashboardRoutes(DashboardLogin login, IServiceProvider services)
{
    /// <summary>Where a session begins.</summary>
    public const string LoginPath = DashboardSessions.Path + "/login";

    /// <summary>Where a session ends.</summary>
    public const string LogoutPath = DashboardSessions.Path + "/logout";

    // The pages style themselves by script; whatever they load is ours.
    private const string ContentPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

    private static readonly string[] Reads = ["GET", "HEAD"];

    /// <summary>Maps the dashboard, or an answer that says why there is none.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods(LoginPath, Reads, DashboardLogin.ShowAsync).AllowAnonymous();
        endpoints.MapPost(LoginPath, login.EnterAsync).AllowAnonymous();
        endpoints.MapPost(LogoutPath, DashboardLogin.LeaveAsync).AllowAnonymous();
        var pages = services.GetService<IRuntimeDashboard>() is { } dashboard
            ? dashboard.Map(endpoints, DashboardSessions.Path)
            : endpoints.MapMethods(DashboardSessions.Path + "/{**page}", Reads, AnswerUnavailableAsync);
        pages.RequireAuthorization(Access.Admins).WithMetadata(new DashboardPage());
        pages.AddEndpointFilter(static (invocation, next) =>
        {
            invocation.HttpContext.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            return next(invocation);
        });
    }

    private static Task AnswerUnavailableAsync(HttpContext context) => ProblemWriter.WriteAsync(
        context, Problem.Of(ProblemCodes.DashboardUnavailable, "This process runs on the simulated silo, which has no dashboard."));
}
