#!/usr/bin/env bash
# A second server that has every commit before the client hears of it, and its promotion. See --help and docs/operations.md.
set -euo pipefail

readonly here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
readonly wait_seconds=60

usage() {
  cat <<'HELP'
standby.sh: a standby of PostgreSQL, and its promotion

  standby.sh make --name <name> --to <new data folder> [--owner <user>]
                             asks the primary for a base backup, checks it, and sets it up to follow the primary under that
                             name; then start PostgreSQL on it (owner: who will run it; as root: the user postgres)
  standby.sh require <name>  asks the primary: from now on every commit waits until the standby of that name has it
  standby.sh require-none    asks the primary: commits wait for nobody. What only it has is lost with it
  standby.sh status          what the server is, its time line and position, and who follows it
  standby.sh promote         asks the standby: it becomes the primary, and this returns when it takes writes. First make sure
                             that the old primary is down, and stays so

The server that is asked is found by libpq's variables: PGHOST, PGPORT, PGUSER, PGPASSWORD; it takes a superuser.
HELP
}

say() { printf '%s\n' "$*" >&2; }
fail() { say "standby: $*"; exit 1; }

# The name becomes part of settings.
require_name() { case "$1" in '' | *[!a-z0-9_]*) fail "a name has lower case letters, digits and _" ;; esac; }

sql() {
  PGCONNECT_TIMEOUT=5 "$bin/psql" -X -qAt -v ON_ERROR_STOP=1 --no-password -d "${PGDATABASE:-postgres}" "$@" < /dev/null
}

make() {
  local name='' data='' owner=postgres
  while [ $# -gt 0 ]; do
    case "$1" in
      --name) name="${2:?}"; shift 2 ;;
      --to) data="${2:?}"; shift 2 ;;
      --owner) owner="${2:?}"; shift 2 ;;
      *) usage >&2; exit 2 ;;
    esac
  done
  [ -n "$name" ] && [ -n "$data" ] || { usage >&2; exit 2; }
  require_name "$name"
  [ ! -e "$data" ] || fail "$data is there already"
  "$bin/pg_basebackup" --dbname="application_name=$name" --pgdata="$data.part" --write-recovery-conf --format=plain \
    --wal-method=stream --checkpoint=fast --manifest-checksums=SHA256 --no-password >&2 ||
    { rm -rf "$data.part"; fail "pg_basebackup failed"; }
  "$bin/pg_verifybackup" --quiet "$data.part" >&2 || fail "$data.part is damaged"
  # A primary that waits for a standby is copied with that setting. Promoted, this one would wait for itself.
  echo "synchronous_standby_names = ''" >> "$data.part/postgresql.auto.conf"
  chmod 700 "$data.part"
  if [ "$(id -u)" = 0 ]; then chown -R "$owner:" "$data.part"; fi
  mv "$data.part" "$data"
  say "Prepared $data: start PostgreSQL on it, then standby.sh require $name."
}

# Only when it follows: otherwise every commit would wait from now on.
require() {
  require_name "$1"
  until_it_is "$1" "state = 'streaming'" "no standby $1 follows this server"
  wait_for "$1"
  until_it_is "$1" "sync_state = 'sync'" "commits do not wait for $1 yet: see pg_stat_replication"
  say "Every commit waits for $1 now."
}

# until_it_is <name> <condition> <what to say when it does not become so>
until_it_is() {
  local waited=0
  until [ "$(sql -c "SELECT 1 FROM pg_stat_replication WHERE application_name = '$1' AND $2")" = 1 ]; do
    [ "$waited" -lt "$wait_seconds" ] || fail "$3"
    sleep 1
    waited=$((waited + 1))
  done
}

wait_for() { sql -c "ALTER SYSTEM SET synchronous_standby_names = '$1'" -c "SELECT pg_reload_conf()" > /dev/null; }

status() {
  sql -F ' ' -c "SELECT CASE WHEN pg_is_in_recovery() THEN 'standby, received up to ' || coalesce(pg_last_wal_receive_lsn()::text, 'nothing')
                             || ', applied up to ' || coalesce(pg_last_wal_replay_lsn()::text, 'nothing')
                             ELSE 'primary, time line ' || ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
                             || ', written up to ' || pg_current_wal_flush_lsn()
                             || ', commits wait for: ' || coalesce(nullif(current_setting('synchronous_standby_names'), ''), 'nobody') END" \
    -c "SELECT 'follows: ' || application_name, state, sync_state, 'has', coalesce(flush_lsn::text, 'nothing') FROM pg_stat_replication"
}

promote() {
  [ "$(sql -c 'SELECT pg_is_in_recovery()')" = t ] || fail "this server is no standby"
  [ "$(sql -c "SELECT pg_promote(true, $wait_seconds)")" = t ] || fail "it is not promoted within $wait_seconds s: see its log"
  status
}

command="${1:---help}"
shift || true
case "$command" in -h | --help | help) usage; exit ;; esac
bin="$("$here/server.sh" binaries)"
case "$command" in
  make) make "$@" ;;
  require) require "${1:?a name is missing: see --help}" ;;
  require-none) wait_for '' ;;
  status) status ;;
  promote) promote ;;
  *) usage >&2; exit 2 ;;
esac
