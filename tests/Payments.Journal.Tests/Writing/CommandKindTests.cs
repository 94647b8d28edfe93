using System.Runtime.CompilerServices;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Writing;

public sealed class CommandKindTests
{
    public static TheoryData<Type> Commands =>
        [.. typeof(Command).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_command_is_counted_by_a_name(Type type)
    {
        var command = (Command)RuntimeHelpers.GetUninitializedObject(type);

        Assert.NotEqual(CommandKinds.Unnamed, CommandKinds.NameOf(CommandKinds.Of(command)));
    }
}
