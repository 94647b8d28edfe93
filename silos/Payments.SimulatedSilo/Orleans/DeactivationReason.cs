namespace Orleans;

/// <summary>Why an activation ends, as told to <see cref="Grain.OnDeactivateAsync"/>.</summary>
public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text) : this(code, null, text)
    {
    }

    /// <summary>The reason in words.</summary>
    public string Description { get; } = text;

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; } = code;

    /// <summary>What went wrong, if anything did.</summary>
    public Exception? Exception { get; } = exception;

    /// <inheritdoc/>
    public override string ToString() => Exception is null
        ? $"{ReasonCode}: {Description}"
        : $"{ReasonCode}: {Description}. Exception: {Exception}";
}

/// <summary>Kinds of reasons; the numbers are those of Orleans, this silo uses only some of them.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None = 0,

    /// <summary>The silo stops.</summary>
    ShuttingDown = 1,

    /// <summary>The constructor or OnActivateAsync threw.</summary>
    ActivationFailed = 2,

    /// <summary>The directory could not register the activation (never here).</summary>
    DirectoryFailure = 3,

    /// <summary>Nobody called for longer than the collection age.</summary>
    ActivationIdle = 4,

    /// <summary>The activation hangs (never here).</summary>
    ActivationUnresponsive = 5,

    /// <summary>Another activation of the grain won the directory (never here).</summary>
    DuplicateActivation = 6,

    /// <summary>A request of an incompatible interface version (never here).</summary>
    IncompatibleRequest = 7,

    /// <summary>The application failed (never here).</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The grain moves to another silo (never here).</summary>
    Migrating = 10,

    /// <summary>The runtime asked for it (never here).</summary>
    RuntimeRequested = 11,

    /// <summary>Memory ran short (never here).</summary>
    HighMemoryPressure = 12,
}
