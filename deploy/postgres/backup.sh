#!/usr/bin/env bash
# Backups from which every committed transaction can be brought back. See --help and docs/operations.md.
set -euo pipefail

readonly here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"

usage() {
  cat <<'HELP'
backup.sh: base backups and an archive of the log

  backup.sh archive-command <archive folder>   prints PostgreSQL's setting archive_command for that folder
  backup.sh base <backup folder>               takes a base backup into a new folder below it, checks it, prints the folder

With archive_mode = on and that archive_command, base backup and archive together restore the database as of any
transaction since the backup: restore.sh. The server is found by libpq's variables: PGHOST, PGPORT, PGUSER, PGPASSWORD.
HELP
}

say() { printf '%s\n' "$*" >&2; }
fail() { say "backup: $*"; exit 1; }

# A file appears under its name when it is whole and on disk. One that is there already must be the same: the server asks
# again when it has ended before it could note that it had asked.
archive_command() {
  local archive="$1"
  case "$archive" in
    /*) ;;
    *) fail "the archive folder must be an absolute path" ;;
  esac
  case "$archive" in *[\'\"\\%\$\`]*) fail "the archive folder's name must not hold quotes, backslashes, \$ or %" ;; esac
  printf '%s\n' "if test -e \"$archive/%f\"; then cmp -s \"%p\" \"$archive/%f\"; else cp \"%p\" \"$archive/%f.part\" && sync \"$archive/%f.part\" && mv \"$archive/%f.part\" \"$archive/%f\" && sync \"$archive\"; fi"
}

base() {
  local bin folder
  bin="$("$here/server.sh" binaries)"
  mkdir -p "$1"
  folder="$(cd "$1" && pwd -P)/$(date -u +%Y%m%dT%H%M%SZ)"
  [ ! -e "$folder" ] || fail "$folder is there already"
  "$bin/pg_basebackup" --pgdata="$folder.part" --format=plain --wal-method=stream --checkpoint=fast \
    --manifest-checksums=SHA256 --no-password >&2 || { rm -rf "$folder.part"; fail "pg_basebackup failed"; }
  "$bin/pg_verifybackup" --quiet "$folder.part" >&2 || fail "$folder.part is damaged"
  mv "$folder.part" "$folder"
  printf '%s\n' "$folder"
}

case "${1:---help}" in
  archive-command) archive_command "${2:?the archive folder is missing: see --help}" ;;
  base) base "${2:?the backup folder is missing: see --help}" ;;
  -h | --help | help) usage ;;
  *) usage >&2; exit 2 ;;
esac
