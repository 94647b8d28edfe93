namespace Payments.Api.Operations;

/// <summary>Closed while a process that is to make the demo's data has not made it: it is not ready before.</summary>
public sealed class DemoGate
{
    private volatile bool _isClosed;

    /// <summary>True when nothing has to be waited for.</summary>
    public bool IsOpen => !_isClosed;

    internal void Close() => _isClosed = true;

    internal void Open() => _isClosed = false;
}
