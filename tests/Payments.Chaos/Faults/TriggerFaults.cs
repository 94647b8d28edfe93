using System.Globalization;
using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>Errors that PostgreSQL itself raises: by triggers that a superuser has installed, switched by a flag.</summary>
internal static class TriggerFaults
{
    /// <summary>An amount that clients ask for now and then, for one row of a batch to be refused by the database.</summary>
    internal const long MarkedAmount = 133;

    // A sequence counts what was raised: unlike a row, it keeps the count when the transaction is undone.
    private const string Install = """
        CREATE SCHEMA chaos;
        CREATE TABLE chaos.flag (name text PRIMARY KEY, value double precision NOT NULL);
        INSERT INTO chaos.flag VALUES ('conflicts', 0), ('constraint', 0);
        CREATE SEQUENCE chaos.conflicts;
        CREATE SEQUENCE chaos.constraints;
        CREATE FUNCTION chaos.conflict() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            IF random() < (SELECT value FROM chaos.flag WHERE name = 'conflicts') THEN
                PERFORM nextval('chaos.conflicts');
                RAISE EXCEPTION 'raised by a test'
                    USING ERRCODE = (ARRAY['40001', '40P01', '55P03'])[1 + floor(random() * 3)::int];
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER chaos_conflict AFTER INSERT ON public.event FOR EACH STATEMENT EXECUTE FUNCTION chaos.conflict();
        CREATE FUNCTION chaos.constrain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            IF (SELECT value FROM chaos.flag WHERE name = 'constraint') > 0 THEN
                PERFORM nextval('chaos.constraints');
                RAISE EXCEPTION 'refused by a test' USING ERRCODE = 'check_violation', CONSTRAINT = 'chaos_constraint';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER chaos_constraint BEFORE INSERT ON public.posting FOR EACH ROW
            WHEN (NEW.amount = 133) EXECUTE FUNCTION chaos.constrain();
        """;

    internal static readonly Fault[] All =
    [
        new("F13", "the database refuses one row of a group commit", scene => RaiseAsync(scene, "constraint", 1, "constraints")),
        new("F14", "40001, 40P01 and 55P03 raised in a third of the commits", scene => RaiseAsync(scene, "conflicts", 0.33, "conflicts")),
    ];

    internal static Task<object?> InstallAsync(ChaosPostgres postgres) => postgres.AskAsync(Install);

    private static async Task<Strike> RaiseAsync(FaultScene scene, string flag, double value, string counter)
    {
        var before = await CountAsync(scene, counter);
        await SetAsync(scene, flag, value);
        await scene.LastAsync(4);
        // Few requests are of the kind that it strikes, and a slow machine sends few.
        for (var seconds = 0; seconds < 30 && await CountAsync(scene, counter) == before; seconds++)
        {
            await scene.LastAsync(1);
        }

        await SetAsync(scene, flag, 0);
        return new Strike("PostgreSQL", await CountAsync(scene, counter) > before);
    }

    private static Task<object?> SetAsync(FaultScene scene, string flag, double value) => scene.Cluster.Postgres.AskAsync(
        string.Create(CultureInfo.InvariantCulture, $"UPDATE chaos.flag SET value = {value} WHERE name = '{flag}'"));

    private static async Task<long> CountAsync(FaultScene scene, string counter) =>
        (long)(await scene.Cluster.Postgres.AskAsync($"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM chaos.{counter}"))!;
}
