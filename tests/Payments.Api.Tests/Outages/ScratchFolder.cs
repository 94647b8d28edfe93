using System.Diagnostics;

namespace Payments.Api.Tests.Outages;

/// <summary>A folder of the test's own that PostgreSQL's user can pass through, perhaps with a volume in it.</summary>
internal sealed class ScratchFolder : IAsyncDisposable
{
    private string? _volume;

    private ScratchFolder(string path) => Path = path;

    public string Path { get; }

    public static async Task<ScratchFolder> CreateAsync()
    {
        var folder = new ScratchFolder(Directory.CreateTempSubdirectory("payments-outage-").FullName);
        Assert.True(await TryAsync("chmod", "711", folder.Path));
        return folder;
    }

    /// <summary>Mounts a volume of this size; false where that is not allowed.</summary>
    public async Task<bool> TryMountAsync(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        if (!await TryAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tmpfs", path))
        {
            return false;
        }

        _volume = path;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_volume is not null && !await TryAsync("umount", _volume))
        {
            await TryAsync("umount", "--lazy", _volume);
        }

        Directory.Delete(Path, recursive: true);
    }

    private static async Task<bool> TryAsync(string program, params string[] arguments)
    {
        try
        {
            return (await ProgramRun.OfAsync(new ProcessStartInfo(program, arguments))).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
