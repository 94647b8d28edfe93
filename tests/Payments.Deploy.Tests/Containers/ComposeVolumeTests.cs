namespace Payments.Deploy.Tests.Containers;

/// <summary>Volumes of docker-compose.yml: who may write there, and what lies where.</summary>
public sealed class ComposeVolumeTests
{
    private static readonly Yaml Compose = Assert.Single(Yaml.Read("docker-compose.yml"));

    /// <summary>
    /// Folders that images make for the user whom they run as (VOLUME or a home, in their Dockerfiles). A new volume takes their owner
    /// over. At any other path Docker makes the volume root's, and a container without rights cannot write there.
    /// </summary>
    private static readonly Dictionary<string, (string User, string[] Folders)> Owned = new()
    {
        ["postgres"] = ("999:999", ["/var/lib/postgresql", "/var/lib/postgresql/data"]),
        ["prom/prometheus"] = ("65534:65534", ["/prometheus"]),
        ["grafana/grafana"] = ("472:0", ["/var/lib/grafana"]),
    };

    private static IEnumerable<(string Name, Yaml Node)> Services => Compose["services"].Members;

    /// <summary>Each use of a volume that has a name.</summary>
    private static IEnumerable<(string Service, string Image, string User, string Volume, string Path)> Mounts =>
        from service in Services
        from mount in service.Node["volumes"].Texts
        let parts = mount.Split(':')
        where !parts[0].StartsWith('.')
        select (service.Name, service.Node["image"].Text.Split(':')[0], service.Node["user"].Text, parts[0], parts[1]);

    [Fact]
    public void Volumes_are_declared_and_used() => Assert.Equal(
        Compose["volumes"].Members.Select(volume => volume.Name).Order(), Mounts.Select(mount => mount.Volume).Distinct().Order());

    [Fact]
    public void A_new_volume_belongs_to_the_user_of_the_container() => Assert.All(Mounts, mount =>
    {
        var (user, folders) = Owned.TryGetValue(mount.Image, out var known) ? known : OwnedByOurs(mount.Image);
        Assert.Equal(user, mount.User);
        Assert.Contains(mount.Path, folders);
    });

    [Fact]
    public void What_is_mounted_from_the_repository_is_there() => Assert.All(
        Services.SelectMany(service => service.Node["volumes"].Texts).Where(volume => volume.StartsWith("./", StringComparison.Ordinal)),
        volume =>
        {
            Assert.True(Repository.Exists(volume.Split(':')[0]), volume);
            Assert.EndsWith(":ro", volume, StringComparison.Ordinal);
        });

    /// <summary>On one volume, an archive that nobody prunes would stop PostgreSQL.</summary>
    [Fact]
    public void Data_archive_and_base_backups_lie_where_they_should()
    {
        var environment = Compose["services"]["postgres"]["environment"];
        var backup = Compose["services"]["backup"]["command"].Texts.ToList();
        Assert.Equal("postgres", VolumeOf("postgres", environment["PGDATA"].Text));
        Assert.Equal("backups", VolumeOf("postgres", environment["ARCHIVE"].Text));
        Assert.Equal("backups", VolumeOf("backup", backup[2]));
        Assert.Equal(environment["ARCHIVE"].Text, backup[3]);
        Assert.Equal(["backups", "postgres"], Mounts.Where(mount => mount.Service == "restore").Select(mount => mount.Volume).Order());
    }

    /// <summary>Docker mounts the shorter path first: what is below a mount belongs to the longest path that it begins with.</summary>
    private static string VolumeOf(string service, string path) =>
        Mounts.Where(mount => mount.Service == service && path.StartsWith(mount.Path + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount.Path.Length).Volume;

    private static (string User, string[] Folders) OwnedByOurs(string image)
    {
        var file = ContainerFile.All.Single(one => one.Image == image);
        return (file.User, [.. file.OwnedFolders]);
    }
}
