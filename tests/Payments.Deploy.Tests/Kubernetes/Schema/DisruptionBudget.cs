namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record DisruptionBudget : ApiObject
{
    public required BudgetSpec Spec { get; init; }

    internal sealed record BudgetSpec
    {
        public required int MaxUnavailable { get; init; }

        public required LabelSelector Selector { get; init; }
    }
}
