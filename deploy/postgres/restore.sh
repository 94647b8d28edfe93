#!/usr/bin/env bash
# Prepares a data folder that recovers from a base backup and the archive of the log. See --help and docs/operations.md.
set -euo pipefail

readonly here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"

usage() {
  cat <<'HELP'
restore.sh --backup <folder> --archive <folder> --to <new data folder> [target] [--owner <user>]

  Targets, one at most; without one everything in the archive is brought back:
  --target-time <timestamp>   the last transaction that was committed before it, e.g. '2026-03-01 11:59:30+00'
  --target-xid <id>           up to this transaction and with it
  --target-name <name>        a point named by pg_create_restore_point

  --owner   who will run the server (as root: the user postgres)

Nothing that exists is changed: the data folder must be new, and the server that is then started on it goes on with a time
line of its own. It recovers, opens the database at the target, and takes writes from there on.
HELP
}

say() { printf '%s\n' "$*" >&2; }
fail() { say "restore: $*"; exit 1; }

backup='' archive='' data='' owner='' target='' value=''
while [ $# -gt 0 ]; do
  case "$1" in
    --backup) backup="${2:?}"; shift 2 ;;
    --archive) archive="${2:?}"; shift 2 ;;
    --to) data="${2:?}"; shift 2 ;;
    --owner) owner="${2:?}"; shift 2 ;;
    --target-time | --target-xid | --target-name)
      [ -z "$target" ] || fail "one target at most"
      target="recovery_target_${1#--target-}" value="${2:?}"
      shift 2 ;;
    -h | --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
done
[ -n "$backup" ] && [ -n "$archive" ] && [ -n "$data" ] || { usage >&2; exit 2; }
[ -f "$backup/backup_label" ] || fail "$backup is no base backup"
[ -d "$archive" ] || fail "$archive is no folder"
[ ! -e "$data" ] || fail "$data is there already"
archive="$(cd "$archive" && pwd -P)"
case "$archive$value" in *[\'\"\\%]*) fail "names and targets must not hold quotes, backslashes or %" ;; esac

"$("$here/server.sh" binaries)/pg_verifybackup" --quiet "$backup" >&2 || fail "$backup is damaged"
cp -a "$backup" "$data.part"
chmod 700 "$data.part"
{
  echo "restore_command = 'cp \"$archive/%f\" \"%p\"'"
  echo "recovery_target_timeline = 'latest'"
  echo "recovery_target_action = 'promote'"
  if [ -n "$target" ]; then echo "$target = '$value'"; fi
} >> "$data.part/postgresql.auto.conf"
touch "$data.part/recovery.signal"
if [ "$(id -u)" = 0 ]; then chown -R "${owner:-postgres}:" "$data.part"; fi
mv "$data.part" "$data"
say "Prepared $data: start PostgreSQL on it, and wait until pg_is_in_recovery() is false."
