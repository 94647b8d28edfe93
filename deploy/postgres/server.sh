#!/usr/bin/env bash
# A private PostgreSQL for ./run, ./test and ./bench, from the installed binaries. See --help.
#
# The folder given holds:  password (0600) · cluster/ (PGDATA) · location (where the cluster is, when not here)
# Nothing outside the machine can reach the server: loopback with a random password, and a Unix socket in /tmp.
set -euo pipefail

readonly major_min=15
readonly superuser=payments
readonly database=payments
readonly here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"

usage() {
  cat <<'HELP'
server.sh: a private PostgreSQL

  server.sh start <folder> [--set name=value]...   start it, or take over the one that runs; prints the connection string;
                                                   with --for <pid> it is stopped when that process has ended
  server.sh stop <folder>                          stop it cleanly
  server.sh supervise [--for <pid>] <folder>       starts it again whenever it has ended, until process <pid> (the caller) ends
  server.sh status <folder>                        prints the connection string, or fails when it does not run
  server.sh login <folder> <name> <role>           a login that may do what the role may; prints its connection string
  server.sh start-temporary [--for <pid>] [--in <parent folder>] [--set name=value]...
                                                   a throwaway server, which ends with process <pid> (the caller)
  server.sh start-temporary --standby-of <folder> --name <name> [as above]
                                                   the same as a standby of the server in <folder>, with its logins
  server.sh binaries                               prints the folder of the PostgreSQL binaries, e.g. for pgbench

Connection strings are in Npgsql's format, alone on standard output; everything else goes to standard error.
A file of PAYMENTS_BALLAST_MEGABYTES (64) beside the cluster is given up when the volume is full, so that the server can recover.
With PAYMENTS_POSTGRES set, nothing is started or stopped, and its value is the connection string.
As root, the server runs as the user postgres, or payments-postgres where that does not exist.
HELP
}

say() { printf '%s\n' "$*" >&2; }
fail() { say "PostgreSQL: $*"; exit 1; }

# --- Binaries ---------------------------------------------------------------------------------------------------

major_of() { "$1/postgres" --version 2>/dev/null | sed -nE 's/.* ([0-9]+)[.a-z].*/\1/p'; }

# Folders that hold a server, newest first, then what is on the PATH.
binary_folders() {
  local on_path
  { printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin | sort -rV
    on_path="$(command -v postgres || true)"
    if [ -n "$on_path" ]; then dirname "$(readlink -f "$on_path")"; fi
  } | while IFS= read -r folder; do
    if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; fi
  done
}

# find_binaries [major]: any version that is new enough, or exactly the one that a cluster was made with.
find_binaries() {
  local folder major
  while IFS= read -r folder; do
    major="$(major_of "$folder")"
    if [ -n "${1:-}" ] && [ "$major" = "$1" ]; then echo "$folder"; return; fi
    if [ -z "${1:-}" ] && [ "${major:-0}" -ge "$major_min" ]; then echo "$folder"; return; fi
  done < <(binary_folders)
  return 1
}

# Installs the distribution's package; the cluster that it would make and start for itself is not made.
install_binaries() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "version $major_min or newer is not installed. On Debian or Ubuntu: sudo apt-get install postgresql"
  fi
  say "PostgreSQL is not installed: installing the package postgresql of this distribution ..."
  local dropin=/etc/postgresql-common/createcluster.d/payments-orleans.conf log
  log="$(mktemp)"
  mkdir -p "$(dirname "$dropin")"
  echo "create_main_cluster = false" > "$dropin"
  if ! { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends \
         -o Dpkg::Options::=--force-confold postgresql; } > "$log" 2>&1 < /dev/null; then
    tail -n 5 "$log" >&2
    rm -f "$dropin" "$log"
    fail "the installation failed"
  fi
  rm -f "$dropin" "$log"
}

require_binaries() {
  find_binaries "${1:-}" && return
  if [ -n "${1:-}" ]; then fail "$folder was made by version $1, which is not installed"; fi
  install_binaries
  find_binaries || fail "this distribution has no PostgreSQL $major_min or newer"
}

# --- The user who owns the server -------------------------------------------------------------------------------

choose_owner() {
  owner="$(id -un)"
  [ "$(id -u)" = 0 ] || return 0
  if [ -d "$cluster" ] && [ "$(stat -c %U "$cluster")" != root ]; then
    owner="$(stat -c %U "$cluster")"
    return
  fi
  owner=postgres
  id -u "$owner" >/dev/null 2>&1 && return
  owner=payments-postgres
  id -u "$owner" >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin "$owner"
}

as_owner() {
  if [ "$(id -un)" = "$owner" ]; then (cd / && "$@")
  elif command -v setpriv >/dev/null; then (cd / && setpriv --reuid="$owner" --regid="$(id -gn "$owner")" --init-groups -- "$@")
  else (cd / && runuser -u "$owner" -- "$@"); fi
}

# --- Where things are -------------------------------------------------------------------------------------------

open_folder() {
  mkdir -p "$1"
  folder="$(cd "$1" && pwd -P)"
  base="$folder"
  if [ -f "$folder/location" ]; then base="$(cat "$folder/location")"; fi
  cluster="$base/cluster"
  if [ -f "$folder/password" ] && [ ! -r "$folder/password" ]; then
    fail "$folder belongs to $(stat -c %U "$folder/password"): run this as that user, or choose another folder"
  fi
  choose_owner
  # Root's folders are often closed to everyone else: then the cluster lives where its user can reach it.
  if [ ! -d "$cluster" ] && [ "$owner" != "$(id -un)" ] && ! as_owner test -x "$folder"; then
    chmod o+x "$folder"
    if ! as_owner test -x "$folder"; then
      base="/var/lib/payments-orleans/$(printf %s "$folder" | sha256sum | cut -c1-16)"
      cluster="$base/cluster"
      (umask 022 && mkdir -p "$base")
      printf '%s\n' "$base" > "$folder/location"
      say "PostgreSQL: user $owner cannot reach $folder, so its files are in $base"
    fi
  fi
}

lock_folder() {
  exec 9> "$folder/lock"
  flock -w 300 9 || fail "another command has been starting or stopping the server in $folder for 5 minutes"
}

# --- The cluster ------------------------------------------------------------------------------------------------

make_cluster() {
  local fresh="$base/cluster.new" password_file="$base/password.new"
  rm -rf "$fresh"
  if [ ! -s "$folder/password" ]; then
    (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' 'xy' > "$folder/password")
  fi
  install -d -m 700 "$fresh"
  (umask 077 && cp "$folder/password" "$password_file")
  if [ "$(id -u)" = 0 ]; then chown "$owner:" "$fresh" "$password_file"; fi
  # A new segment of the log is filled with zeros while every commit waits: four small waits hurt less than a long one.
  if ! as_owner "$bin/initdb" --wal-segsize=4 --pgdata="$fresh" --username="$superuser" --pwfile="$password_file" --data-checksums \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C > "$folder/initdb.log" 2>&1 < /dev/null; then
    cat "$folder/initdb.log" >&2
    fail "initdb failed"
  fi
  rm -f "$password_file" "$folder/initdb.log"
  as_owner sh -c 'echo "include '\''payments.conf'\''" >> "$1/postgresql.conf"' sh "$fresh"
  mv "$fresh" "$cluster"
}

memory_megabytes() {
  local total limit
  total="$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || echo 2048)"
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    limit="$(cat "$limit" 2>/dev/null || true)"
    if [[ "$limit" =~ ^[0-9]+$ ]] && [ "${#limit}" -lt 16 ] && [ $((limit / 1048576)) -lt "$total" ]; then
      total=$((limit / 1048576))
    fi
  done
  echo "$total"
}

clamp() { local value=$1; [ "$value" -ge "$2" ] || value=$2; [ "$value" -le "$3" ] || value=$3; echo "$value"; }

is_port_free() { ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range that outgoing connections take their ports from.
free_port() {
  local port
  for _ in {1..200}; do
    port=$((15000 + (RANDOM * 32768 + RANDOM) % 17000))
    if is_port_free "$port"; then echo "$port"; return; fi
  done
  fail "found no free port"
}

# write_settings <port> <socket folder> <free megabytes on the volume>
write_settings() {
  cat <<CONF
# Written at every start by deploy/postgres/server.sh: changes made here are lost.
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$2'
unix_socket_permissions = 0700
max_connections = 500

# What is acknowledged is on disk.
fsync = on
full_page_writes = on
synchronous_commit = on
data_sync_retry = off

# A vanished client or peer does not keep its locks.
tcp_user_timeout = '5s'
client_connection_check_interval = '1s'
# Silos that plan on the same accounts at once may wait for each other in a circle: found quickly, one of them plans anew.
deadlock_timeout = '200ms'
idle_in_transaction_session_timeout = '10s'

shared_buffers = '$(clamp $(($(memory_megabytes) / 8)) 128 2048)MB'
huge_pages = try
max_wal_size = '$(clamp $(($3 / 8)) 1024 8192)MB'
min_wal_size = '512MB'
checkpoint_timeout = '15min'
checkpoint_completion_target = 0.9
jit = off
track_io_timing = off

# Tables that only grow, and balances that are updated all the time.
autovacuum_naptime = '20s'
autovacuum_vacuum_scale_factor = 0.05
autovacuum_vacuum_insert_threshold = 100000
autovacuum_vacuum_insert_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.05
autovacuum_vacuum_cost_limit = 500

logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_line_prefix = '%m [%p] '
timezone = 'UTC'
log_timezone = 'UTC'
CONF
  local setting
  for setting in "${settings[@]}"; do printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}"; done
}

apply_settings() {
  local free
  free="$(df -Pm "$base" | awk 'NR == 2 { print $4 }')"
  write_settings "$1" "$2" "$free" | as_owner tee "$cluster/payments.conf" > /dev/null
  if as_owner "$bin/postgres" -D "$cluster" -c wal_compression=lz4 -C wal_compression > /dev/null 2>&1; then
    echo "wal_compression = lz4" | as_owner tee -a "$cluster/payments.conf" > /dev/null
  fi
}

# --- Is it alive? -----------------------------------------------------------------------------------------------

pid_file_line() { as_owner sed -n "$1p" "$cluster/postmaster.pid" 2>/dev/null || true; }

# Processes whose working folder is the cluster: the postmaster and its children. A zombie has none.
living_processes() {
  local link
  for link in /proc/[0-9]*/cwd; do
    if [ "$link" -ef "$cluster" ]; then link="${link#/proc/}"; echo "${link%/cwd}"; fi
  done
}

is_postmaster_alive() {
  local pid
  pid="$(pid_file_line 1)"
  [ -n "$pid" ] && [ "/proc/$pid/cwd" -ef "$cluster" ]
}

sql() {
  PGPASSWORD="$(cat "$folder/password")" PGCONNECT_TIMEOUT=5 "$bin/psql" -X -qAt -v ON_ERROR_STOP=1 -h 127.0.0.1 \
    -p "$(pid_file_line 4)" -U "$superuser" -d "${2:-postgres}" -c "$1" 2>/dev/null < /dev/null
}

is_healthy() { is_postmaster_alive && [ "$(sql 'SELECT 1')" = 1 ]; }

connection_string() {
  printf 'Host=127.0.0.1;Port=%s;Username=%s;Password=%s;Database=%s\n' \
    "$(pid_file_line 4)" "$superuser" "$(cat "$folder/password")" "$database"
}

# A postmaster that starts, recovers or shuts down ends in one of two ways: it answers, or it is gone.
# Children of one that was killed must be gone too; only then is a postmaster.pid that was left behind removed.
settle() {
  local waited=0 pid
  while [ -n "$(living_processes)" ]; do
    if is_healthy; then return; fi
    [ "$waited" -lt 300 ] || fail "the server in $cluster neither answers nor ends (see $cluster/log)"
    [ "$waited" != 10 ] || say "PostgreSQL: waiting for the server in $cluster ..."
    sleep 0.5
    waited=$((waited + 1))
  done
  pid="$(pid_file_line 1)"
  # A killed postmaster that nobody has reaped yet makes the next start fail: wait for that, within reason.
  for _ in {1..20}; do
    if [ -z "$pid" ] || ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; then break; fi
    sleep 0.5
  done
  # What is left may name a process that is someone else's by now, and PostgreSQL would refuse to start.
  if [ -n "$pid" ] && [ -z "$(living_processes)" ]; then as_owner rm -f "$cluster/postmaster.pid"; fi
}

# --- Commands ---------------------------------------------------------------------------------------------------

last_port() { as_owner sed -nE 's/^port = ([0-9]+)$/\1/p' "$cluster/payments.conf" 2>/dev/null || true; }

# The port of the last start, when it is free: who was connected finds the server again after a crash.
last_port_or_free() {
  local port
  port="$(last_port)"
  if [ "$1" = 1 ] && [ -n "$port" ] && is_port_free "$port"; then echo "$port"; else free_port; fi
}

# A file to give up when the volume is full: PostgreSQL then ends, and cannot recover without room for its log.
readonly ballast_megabytes="${PAYMENTS_BALLAST_MEGABYTES:-64}"
# Less than this, and there is not even room for a new segment of the log and for settings and messages beside it.
readonly room_megabytes=24

free_megabytes() { df -Pm "$base" | awk 'NR == 2 { print $4 }'; }

keep_ballast() {
  if [ ! -f "$base/ballast" ] && [ "$(free_megabytes)" -gt $((8 * ballast_megabytes)) ]; then
    head -c "${ballast_megabytes}M" /dev/zero > "$base/ballast" || rm -f "$base/ballast"
  fi
}

give_up_ballast() {
  say "PostgreSQL: the volume of $base is full: giving up the ballast. Free some space before it is full again."
  rm -f "$base/ballast"
}

# What the server says about it may be missing: its log is on the same volume.
is_volume_full() {
  [ "$(free_megabytes)" -lt "$room_megabytes" ] ||
    as_owner tail -n 20 "$cluster/start.log" "$cluster"/log/* 2>/dev/null | grep -q 'No space left on device'
}

start_server() {
  local port sockets attempt
  # Before the settings are written: there may not be room for them.
  if [ -f "$base/ballast" ] && [ "$(free_megabytes)" -lt "$room_megabytes" ]; then give_up_ballast; fi
  for attempt in {1..10}; do
    port="$(last_port_or_free "$attempt")"
    sockets="$(as_owner mktemp -d /tmp/payments-pg-XXXXXX)"
    apply_settings "$port" "$sockets"
    if as_owner "$bin/pg_ctl" start -w -t 900 -s -D "$cluster" -l "$cluster/start.log" \
        > /dev/null 2>&1 < /dev/null 9>&-; then
      remove_other_sockets "$sockets"
      return
    fi
    rm -rf "$sockets"
    if [ -f "$base/ballast" ] && is_volume_full; then
      give_up_ballast
      settle
      continue
    fi
    if ! as_owner tail -n 5 "$cluster/start.log" | grep -qE 'lock file|still in use|already in use|could not bind'; then break; fi
    sleep 1
    settle
  done
  as_owner tail -n 20 "$cluster/start.log" >&2 || true
  fail "the server in $cluster did not start"
}

remove_other_sockets() {
  if [ -f "$folder/sockets" ] && [ "$(cat "$folder/sockets")" != "$1" ]; then
    case "$(cat "$folder/sockets")" in /tmp/payments-pg-*) rm -rf "$(cat "$folder/sockets")" ;; esac
  fi
  printf '%s\n' "$1" > "$folder/sockets"
}

start() {
  # The package brings the user postgres, so it comes before the choice of an owner.
  if [ ! -f "$1/password" ]; then require_binaries > /dev/null; fi
  open_folder "$1"
  lock_folder
  if [ -d "$cluster" ]; then bin="$(require_binaries "$(as_owner cat "$cluster/PG_VERSION")")"; else bin="$(require_binaries)"; fi
  [ -d "$cluster" ] || make_cluster
  [ -s "$folder/password" ] || fail "$folder/password is missing"
  settle
  is_healthy || start_server
  keep_ballast
  [ "$(sql "SELECT 1 FROM pg_database WHERE datname = '$database'")" = 1 ] || sql "CREATE DATABASE $database"
  connection_string
}

stop() {
  [ -d "$1" ] || return 0
  open_folder "$1"
  [ -d "$cluster" ] || return 0
  lock_folder
  bin="$(require_binaries "$(as_owner cat "$cluster/PG_VERSION")")"
  if [ -n "$(living_processes)" ]; then
    as_owner "$bin/pg_ctl" stop -m fast -w -t 300 -s -D "$cluster" > /dev/null 2>&1 < /dev/null 9>&- || settle
    if is_postmaster_alive; then fail "the server in $cluster did not stop"; fi
  fi
  if [ -f "$folder/sockets" ]; then
    case "$(cat "$folder/sockets")" in /tmp/payments-pg-*) rm -rf "$(cat "$folder/sockets")" ;; esac
    rm -f "$folder/sockets"
  fi
}

# After a crash the server recovers by itself. After kill -9 of its first process, or without room for its log, it stays down.
supervise() {
  local begun port change
  open_folder "$1"
  begun="$(started_at "$caller")"
  local again=("$here/server.sh" start "$1")
  for change in "${settings[@]}"; do again+=(--set "$change"); done
  while [ "$(started_at "$caller")" = "$begun" ]; do
    port="$(last_port)"
    if [ -n "$port" ] && is_port_free "$port"; then
      say "PostgreSQL does not answer: starting it again."
      bash "${again[@]}" > /dev/null || true
    fi
    sleep 1
  done
}

status() {
  [ -d "$1" ] || fail "there is no server in $1"
  open_folder "$1"
  [ -d "$cluster" ] || fail "there is no server in $1"
  bin="$(require_binaries "$(as_owner cat "$cluster/PG_VERSION")")"
  is_healthy || fail "the server in $1 does not run"
  connection_string
}

# A role of the server as a login of its own, with a random password that stays.
login() {
  local name="$2" role="$3" secret="$1/password-$2"
  status "$1" > /dev/null
  if [ ! -s "$secret" ]; then (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' 'xy' > "$secret"); fi
  [ "$(sql "SELECT 1 FROM pg_roles WHERE rolname = '$name'")" = 1 ] || sql "CREATE ROLE $name"
  sql "GRANT $role TO $name"
  # By standard input: a command line can be read by everybody.
  printf "ALTER ROLE %s LOGIN PASSWORD '%s';\n" "$name" "$(cat "$secret")" | PGPASSWORD="$(cat "$folder/password")" \
    "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(pid_file_line 4)" -U "$superuser" -d postgres > /dev/null
  printf 'Host=127.0.0.1;Port=%s;Username=%s;Password=%s;Database=%s\n' "$(pid_file_line 4)" "$name" "$(cat "$secret")" "$database"
}

start_temporary() {
  local throwaway
  mkdir -p "$parent_folder"
  throwaway="$(mktemp -d "$parent_folder/payments-postgres-XXXXXX")"
  chmod 711 "$throwaway"
  keep_watch "$throwaway"
  if [ -n "$primary" ]; then follow "$throwaway"; fi
  start "$throwaway"
}

# keep_watch <folder> [keep]: comes before the start, so that a caller that is killed during it leaves nothing behind.
keep_watch() { setsid bash "$here/server.sh" watch "$caller" "$(started_at "$caller")" "$@" > /dev/null 2>&1 < /dev/null & }

# A new server's folder becomes that of a standby.
follow() {
  local port
  port="$(open_folder "$primary" && pid_file_line 4)"
  cp -p "$primary/password" "$1/password"
  open_folder "$1"
  PGHOST=127.0.0.1 PGPORT="$port" PGUSER="$superuser" PGPASSWORD="$(cat "$folder/password")" \
    bash "$here/standby.sh" make --name "$standby_name" --to "$cluster" --owner "$owner" 2> /dev/null
}

# The start time tells a process from a later one with the same id.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# watch <pid> <its start> <folder> [keep]: stops the server when the process has ended, and deletes the folder.
watch() {
  while [ "$(started_at "$1")" = "$2" ]; do sleep 0.5; done
  # Whoever deleted the folder has stopped the server before; to open it would make it again.
  if [ ! -d "$3" ]; then return; fi
  (stop "$3") || true
  if [ "${4:-}" = keep ]; then return; fi
  (
    open_folder "$3"
    if [ "$base" != "$folder" ]; then rm -rf "$base"; fi
    rm -rf "$folder"
  )
}

main() {
  local command="${1:---help}" positional=()
  shift || true
  caller=$PPID bound='' parent_folder="${TMPDIR:-/tmp}" settings=() primary='' standby_name=''
  case "$command" in watch) watch "$@"; return ;; esac
  while [ $# -gt 0 ]; do
    case "$1" in
      --for) caller="$2" bound=yes; shift 2 ;;
      --in) parent_folder="$2"; shift 2 ;;
      --set) settings+=("$2"); shift 2 ;;
      --standby-of) primary="$2"; shift 2 ;;
      --name) standby_name="$2"; shift 2 ;;
      -*) usage >&2; exit 2 ;;
      *) positional+=("$1"); shift ;;
    esac
  done
  case "$command" in
    -h | --help | help) usage; return ;;
    binaries) require_binaries; return ;;
  esac
  if [ -n "${PAYMENTS_POSTGRES:-}" ]; then
    case "$command" in start | status | login | start-temporary) printf '%s\n' "$PAYMENTS_POSTGRES" ;; esac
    return
  fi
  case "$command" in
    start) if [ -n "$bound" ]; then keep_watch "${positional[0]:?a folder is missing: see --help}" keep; fi
           start "${positional[0]:?a folder is missing: see --help}" ;;
    stop | status | supervise) "$command" "${positional[0]:?a folder is missing: see --help}" ;;
    login) login "${positional[@]:0:3}" ;;
    start-temporary) start_temporary ;;
    *) usage >&2; exit 2 ;;
  esac
}

main "$@"
