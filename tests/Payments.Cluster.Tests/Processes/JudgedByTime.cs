namespace Payments.Cluster.Tests.Processes;

/// <summary>Tests of how soon something happens: nothing else runs beside them. All others run side by side.</summary>
[CollectionDefinition(nameof(JudgedByTime), DisableParallelization = true)]
public sealed class JudgedByTime;
