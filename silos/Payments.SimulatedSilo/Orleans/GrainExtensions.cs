using Orleans.Runtime;

namespace Orleans;

/// <summary>Reads the key of a grain, from inside the grain or from a reference to it.</summary>
public static class GrainExtensions
{
    /// <summary>The key of a grain with a string key.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => KeyOf(grain);

    /// <summary>The key of a grain with a <see cref="Guid"/> key.</summary>
    public static Guid GetPrimaryKey(this IAddressable grain) =>
        Guid.ParseExact(KeyOf(grain), "N");

    private static string KeyOf(IAddressable grain) => grain switch
    {
        Grain inside => inside.Activation.Id.Key,
        GrainReference reference => reference.Id.Key,
        _ => throw new ArgumentException($"{grain.GetType()} is no grain and no reference to one.", nameof(grain)),
    };
}
