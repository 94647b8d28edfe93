using FsCheck;
using FsCheck.Fluent;

namespace Payments.Domain.Tests.Properties;

/// <summary>How properties are checked: as many cases as take milliseconds, the failing case shrunk and shown.</summary>
internal static class Always
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true);

    /// <summary>The property holds for all values.</summary>
    public static void Holds<T>(Func<T, bool> property) => Prop.ForAll(property).Check(Settings);

    /// <summary>The property holds for all values of a generator.</summary>
    public static void Holds<T>(Gen<T> values, Func<T, bool> property) =>
        Prop.ForAll(values.ToArbitrary(), property).Check(Settings);

    /// <summary>The action fails in this way.</summary>
    public static bool Throws<TException>(Action action)
        where TException : Exception
    {
        try
        {
            action();
            return false;
        }
        catch (TException)
        {
            return true;
        }
    }
}
