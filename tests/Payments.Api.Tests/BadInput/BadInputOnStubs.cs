using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.BadInput;

/// <summary>The matrix on the front end alone: needs no database.</summary>
[SameOnEitherRuntime]
public sealed class BadInputOnStubs(BadInputOnStubs.Fixture fixture) : BadInputMatrix(fixture.Site), IClassFixture<BadInputOnStubs.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        private StubSite? _site;

        public ISite Site => _site!;

        public async ValueTask InitializeAsync() => _site = await StubSite.StartAsync();

        public ValueTask DisposeAsync() => _site!.DisposeAsync();
    }
}
