using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.BadInput;

/// <summary>The matrix on the whole system: the trial balance is the same before and after each refusal.</summary>
[SameOnEitherRuntime]
public sealed class BadInputOnTheSystem(SystemSite site) : BadInputMatrix(site), IClassFixture<SystemSite>;
