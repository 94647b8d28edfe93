using Xunit.v3;

namespace Payments.Api.Tests.Sites;

/// <summary>
/// Tests of what is the same whatever the grains run on, and that take long: what is no good input, and what follows when
/// PostgreSQL goes away. Where <c>./test</c> tests both runtimes, these run on the first one only.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SameOnEitherRuntimeAttribute : Attribute, ITraitAttribute
{
    // ./test names it.
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("runtime", "either")];
}
