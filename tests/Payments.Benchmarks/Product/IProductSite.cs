namespace Payments.Benchmarks.Product;

/// <summary>This project, ready to be paid with: one process or a cluster.</summary>
internal interface IProductSite
{
    /// <summary>The contestant's name.</summary>
    string Name { get; }

    /// <summary>The process that answers HTTP.</summary>
    ServerProcess Server { get; }

    /// <summary>Whom to act as.</summary>
    DemoFile Demo { get; }
}
