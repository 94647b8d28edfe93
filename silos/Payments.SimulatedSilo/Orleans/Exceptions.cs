namespace Orleans.Runtime;

/// <summary>A fault of the runtime, not of the grain.</summary>
public class OrleansException : Exception
{
    /// <summary>A fault without a text.</summary>
    public OrleansException() : base("Unexpected error.")
    {
    }

    /// <summary>A fault with a text.</summary>
    public OrleansException(string message) : base(message)
    {
    }

    /// <summary>A fault with its cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The runtime did not deliver the request: the grain has not seen it.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message) : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The silo of the grain is gone: whether the request was executed is unknown.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>A fault without details.</summary>
    public SiloUnavailableException() : base("SiloUnavailableException")
    {
    }

    /// <summary>A fault with a text.</summary>
    public SiloUnavailableException(string message) : base(message)
    {
    }

    /// <summary>A fault with its cause.</summary>
    public SiloUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The activation has as many requests waiting as it may.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>A fault without details.</summary>
    public LimitExceededException() : base("Limit exceeded")
    {
    }

    /// <summary>A fault with a text.</summary>
    public LimitExceededException(string message) : base(message)
    {
    }

    /// <summary>A fault with its cause.</summary>
    public LimitExceededException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
