#!/usr/bin/env bash
# Backups from which every committed transaction can be brought back. See --help and docs/operations.md.
set -euo pipefail

readonly here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"

usage() {
  cat <<'HELP'
backup.sh: base backups and an archive of the log

  backup.sh archive-command <archive folder>   prints PostgreSQL's setting archive_command for that folder
  backup.sh base <backup folder>               takes a base backup into a new folder below it, checks it, prints the folder
  backup.sh prune <backup folder> <archive folder> <keep>
                                               keeps that many base backups, the newest, and the log since the oldest of them
  backup.sh daily <backup folder> <archive folder> <keep>
                                               base, then prune

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

# The base backups, oldest first. Their names are the times at which they began.
base_backups() {
  find "$1" -mindepth 1 -maxdepth 1 -type d -regextype posix-extended -regex '.*/[0-9]{8}T[0-9]{6}Z' | LC_ALL=C sort
}

# Base backups go before the log that they need: who is interrupted in between leaves too much, never too little.
prune() {
  local bin folder backups first
  [[ "$3" =~ ^[1-9][0-9]{0,3}$ ]] || fail "how many base backups to keep is a number from 1, not '$3'"
  [ -d "$2" ] || fail "$2 is no folder"
  bin="$("$here/server.sh" binaries)"
  folder="$(cd "$1" && pwd -P)"
  mapfile -t backups < <(base_backups "$folder")
  [ ${#backups[@]} != 0 ] || fail "no base backup is in $folder: nothing is deleted"
  while [ ${#backups[@]} -gt "$3" ]; do
    say "Deleting ${backups[0]}"
    rm -rf "${backups[0]}"
    backups=("${backups[@]:1}")
  done
  # What a backup that was killed has left.
  find "$folder" -mindepth 1 -maxdepth 1 -name '*.part' -mmin +1440 -exec rm -rf {} +
  first="$(sed -nE 's/^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)$/\1/p' "${backups[0]}/backup_label")"
  [ -n "$first" ] || fail "${backups[0]}/backup_label does not say where the log begins: the archive is left as it is"
  "$bin/pg_archivecleanup" "$2" "$first"
}

case "${1:---help}" in
  archive-command) archive_command "${2:?the archive folder is missing: see --help}" ;;
  base) base "${2:?the backup folder is missing: see --help}" ;;
  prune) [ $# = 4 ] || { usage >&2; exit 2; }; prune "$2" "$3" "$4" ;;
  daily) [ $# = 4 ] || { usage >&2; exit 2; }; base "$2"; prune "$2" "$3" "$4" ;;
  -h | --help | help) usage ;;
  *) usage >&2; exit 2 ;;
esac
