using Microsoft.AspNetCore.Authorization;
using Payments.Api.Authentication;
using Payments.Api.Requests;
using Payments.Domain.Ledger;

namespace Payments.Api.Authorization;

/// <summary>
/// Who may use a route. Each policy lists its roles; a route without a policy is open to nobody. Which objects a caller may
/// touch is decided behind the route, by owner.
/// </summary>
internal static class Access
{
    /// <summary>Every role that has objects or looks after them.</summary>
    public const string Everyone = "everyone";

    /// <summary>Merchants, users and administrators: who moves money or opens accounts.</summary>
    public const string Owners = "owners";

    /// <summary>Those, and finance, who asks for what a second person approves.</summary>
    public const string OwnersAndFinance = "owners and finance";

    /// <summary>Merchants and administrators.</summary>
    public const string MerchantsAndAdmins = "merchants and administrators";

    /// <summary>Support and administrators.</summary>
    public const string SupportAndAdmins = "support and administrators";

    /// <summary>Support, finance and administrators.</summary>
    public const string Staff = "staff";

    /// <summary>Finance and administrators.</summary>
    public const string FinanceAndAdmins = "finance and administrators";

    /// <summary>Administrators.</summary>
    public const string Admins = "administrators";

    /// <summary>Whoever calls from this machine, and everyone with a valid token.</summary>
    public const string LocalOrEveryone = "this machine or everyone";

    /// <summary>Whoever calls from this machine, and staff with a valid token.</summary>
    public const string LocalOrStaff = "this machine or staff";

    /// <summary>Nobody: what a route without a policy gets.</summary>
    public const string Nobody = "nobody";

    private static readonly Role[] All = [Role.Merchant, Role.User, Role.Support, Role.Finance, Role.Admin];
    private static readonly Role[] StaffRoles = [Role.Support, Role.Finance, Role.Admin];

    /// <summary>Registers the policies.</summary>
    public static void AddPolicies(AuthorizationOptions options)
    {
        Add(options, Everyone, All);
        Add(options, Owners, [Role.Merchant, Role.User, Role.Admin]);
        Add(options, OwnersAndFinance, [Role.Merchant, Role.User, Role.Finance, Role.Admin]);
        Add(options, MerchantsAndAdmins, [Role.Merchant, Role.Admin]);
        Add(options, SupportAndAdmins, [Role.Support, Role.Admin]);
        Add(options, Staff, StaffRoles);
        Add(options, FinanceAndAdmins, [Role.Finance, Role.Admin]);
        Add(options, Admins, [Role.Admin]);
        options.AddPolicy(LocalOrEveryone, policy => policy.AddRequirements(new RoleRequirement(All) { OrLocal = true }));
        options.AddPolicy(LocalOrStaff, policy => policy.AddRequirements(new RoleRequirement(StaffRoles) { OrLocal = true }));
        options.AddPolicy(Nobody, policy => policy.AddRequirements(new RoleRequirement([])));
        options.DefaultPolicy = options.GetPolicy(Nobody)!;
        options.FallbackPolicy = options.DefaultPolicy;
        options.InvokeHandlersAfterFailure = false;
    }

    private static void Add(AuthorizationOptions options, string name, Role[] roles) =>
        options.AddPolicy(name, policy => policy.AddRequirements(new RoleRequirement(roles)));
}

/// <summary>The caller has one of the roles; an administrator who changes something has shown a second factor.</summary>
internal sealed class RoleRequirement(Role[] roles) : AuthorizationHandler<RoleRequirement>, IAuthorizationRequirement
{
    /// <summary>True when a caller from this machine needs no role.</summary>
    public bool OrLocal { get; init; }

    /// <summary>The roles.</summary>
    public IReadOnlyList<Role> Roles => roles;

    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        var http = context.Resource as HttpContext;
        var caller = (context.User as CallerPrincipal)?.Caller;
        if (http is not null && (IsAllowed(caller, http.Request.Method) || (OrLocal && RequestFrame.Of(http).IsLocal)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>ASVS 6.3.3: reading as an administrator takes a token, changing takes a second factor too.</summary>
    private bool IsAllowed(Caller? caller, string method) =>
        caller?.Role is { } role && Array.IndexOf(roles, role) >= 0
        && (role != Role.Admin || caller.HasSecondFactor || HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
}
