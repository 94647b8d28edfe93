using Payments.Api.Authorization;
using Payments.Api.Routes;
using Payments.Domain.Refusals;

namespace Payments.Api.Operations;

/// <summary>The routes by which operators look at the cluster and change it.</summary>
internal sealed class OperatorRoutes(Silos silos, GrainPlaces places)
{
    private const string Tag = "Operations";

    /// <summary>Maps them.</summary>
    public void Map(RouteTable routes)
    {
        routes.Read("/v1/ops/silos", Access.SupportAndAdmins, silos.ListAsync, new RouteDoc(
            "listSilos", Tag, "The cluster's silos with their status and load.", "Silo") { IsList = true });
        routes.Read("/v1/ops/grains/{id}", Access.SupportAndAdmins, places.FindAsync, new RouteDoc(
            "findGrain", Tag, "Where an account, a transfer or an idempotency slot is active.", "GrainPlaces")
        {
            Description = "Asking does not activate it. The id of an account or transfer, or slot_n.",
            Problems = [RefusalCodes.AccountNotFound, RefusalCodes.TransferNotFound],
        });
        routes.Act("/v1/ops/silos/{name}/drain", Access.Admins, Silos.DrainShape, silos.DrainAsync, new RouteDoc(
            "drainSilo", Tag, "Let a silo hand over and stop, without a failed request.", "Silo")
        {
            Description = "It is taken out of readiness at once, stops after a notice for load balancers, and its process ends with code 0.",
            Problems = [RefusalCodes.SiloNotFound, RefusalCodes.LastSilo],
        });
    }
}
