# A cluster on this machine for ./run: silos and front ends as processes, supervised. Sourced by ./run.
# shellcheck shell=bash
#
# The folder $data/cluster holds, for each process (silo-1, front-end-1, …), its id (.pid) and its log (.log), and
# "wanted": how many of each there are to be, which ./run scale changes and the supervisor follows. A process that ended
# with code 0 unasked was drained: it stays away until "wanted" is written again.

readonly processes_max=32
declare -A pids=() started=() leaving=() drained=()

check_count() {
  [[ "$2" =~ ^[0-9]+$ ]] && [ "$2" -ge 1 ] && [ "$2" -le "$processes_max" ] || fail "$1 is a number from 1 to $processes_max, not '$2'"
}

# --- What there is to be ----------------------------------------------------------------------------------------

# Numbers of processes are counted from 1; ports follow from the first front end's.
front_end_port() { echo $((port + $1 - 1)); }
silo_http_port() { echo $((port + 100 + $1)); }
silo_port() { echo $((port + 200 + $1)); }
gateway_port() { echo $((port + 300 + $1)); }

http_port_of() { case "$1" in silo-*) silo_http_port "${1##*-}" ;; *) front_end_port "${1##*-}" ;; esac; }

write_wanted() {
  printf '%s %s %s %s\n' "$silos" "$front_ends" "$port" "$(date +%s%N)" > "$data/cluster/wanted.new"
  mv "$data/cluster/wanted.new" "$data/cluster/wanted"
}

read_wanted() {
  local before="${written:-}"
  read -r silos front_ends port written < "$data/cluster/wanted"
  if [ "$written" != "$before" ]; then drained=(); fi
}

wanted_names() {
  local n
  for ((n = 1; n <= silos; n++)); do echo "silo-$n"; done
  for ((n = 1; n <= front_ends; n++)); do echo "front-end-$n"; done
}

is_wanted() { local n="${1##*-}"; case "$1" in silo-*) [ "$n" -le "$silos" ] ;; *) [ "$n" -le "$front_ends" ] ;; esac; }

# --- Processes --------------------------------------------------------------------------------------------------

start_process() {
  local name="$1" program
  case "$name" in silo-*) program=Payments.Silo ;; *) program=Payments.Api ;; esac
  (
    cd "$(built "$runtime" "$program")"
    export Payments__Postgres="$postgres" Payments__Port Payments__DataDirectory="$data"
    Payments__Port="$(http_port_of "$name")"
    case "$name" in silo-*) export_silo "$name" ;; *) export_front_end "$name" ;; esac
    exec "${end_with_us[@]}" dotnet "$program.dll" >> "$data/cluster/$name.log" 2>&1
  ) 8>&- < /dev/null &
  pids[$name]=$! started[$name]=$SECONDS
  printf '%s\n' "${pids[$name]}" > "$data/cluster/$name.pid"
}

export_silo() {
  export Payments__Cluster__Enabled=true Payments__Cluster__SiloName="$1"
  export Payments__Cluster__SiloPort Payments__Cluster__GatewayPort
  Payments__Cluster__SiloPort="$(silo_port "${1##*-}")" Payments__Cluster__GatewayPort="$(gateway_port "${1##*-}")"
}

# Front ends have a login that may read and no more. The first one makes the demo's data and keys; the others take the tokens that it has signed.
export_front_end() {
  Payments__Postgres="$front_end_postgres"
  if [ "$1" = front-end-1 ]; then return; fi
  export Payments__Demo=false Payments__Auth__Issuer=https://issuer.payments.local Payments__Auth__JwksFile="$data/jwks.json"
}

is_ready() { [ "$(http_status /health/ready "$(http_port_of "$1")")" = 200 ]; }

# wait_for <what> <command...>: until the command succeeds or everything is to stop.
wait_for() {
  local what="$1" since=$SECONDS said=
  shift
  until "$@"; do
    if [ -n "$stopping" ]; then return; fi
    supervise
    if [ -z "$said" ] && [ $((SECONDS - since)) -ge 60 ]; then said=yes; say "Still waiting for $what (logs: $data/cluster)."; fi
    sleep 0.2
  done 2> /dev/null
}

# --- Supervision ------------------------------------------------------------------------------------------------

# One look: what ended is started again, what is wanted too is started, what is not wanted any more is told to leave.
supervise() {
  local name
  for name in "${!pids[@]}"; do
    if ! kill -0 "${pids[$name]}" 2> /dev/null; then note_end "$name"; fi
  done
  if [ -n "$stopping" ]; then return; fi
  for name in $(wanted_names); do
    if [ -z "${pids[$name]:-}${drained[$name]:-}" ] && can_start "$name"; then start_process "$name"; fi
  done
  for name in "${!pids[@]}"; do
    if ! is_wanted "$name" && [ -z "${leaving[$name]:-}" ]; then
      leaving[$name]=yes
      say "$name leaves: it ends what it has begun and hands on its accounts."
      kill -TERM "${pids[$name]}" 2> /dev/null || true
    fi
  done
}

# The first silo makes the tables, the first front end the key set. After a crash: not more than once in two seconds.
can_start() {
  if [ -n "${started[$1]:-}" ] && [ $((SECONDS - started[$1])) -lt 2 ]; then return 1; fi
  case "$1" in silo-1) ;; front-end-1 | silo-*) [ -n "$has_tables" ] ;; *) [ -f "$data/jwks.json" ] ;; esac
}

note_end() {
  local code=0
  wait "${pids[$1]}" 2> /dev/null || code=$?
  unset "pids[$1]"
  rm -f "$data/cluster/$1.pid"
  if [ -n "${leaving[$1]:-}" ]; then
    unset "leaving[$1]" "started[$1]"
    say "$1 has left."
  elif [ -z "$stopping" ] && [ "$code" = 0 ]; then
    drained[$1]=yes
    say "$1 has left, as it was told to: it stays away until the next ./run scale."
  elif [ -z "$stopping" ]; then
    say "$1 ended with code $code: starting it again (log: $data/cluster/$1.log)."
  fi
}

# end_processes <pattern>: tells all whose name matches to end, and waits until they have.
end_processes() {
  local name
  for name in "${!pids[@]}"; do
    if [[ "$name" == $1 ]]; then kill -TERM "${pids[$name]}" 2> /dev/null || true; fi
  done
  for name in "${!pids[@]}"; do
    if [[ "$name" == $1 ]]; then
      while kill -0 "${pids[$name]}" 2> /dev/null; do wait "${pids[$name]}" 2> /dev/null || true; done
      unset "pids[$name]"
      rm -f "$data/cluster/$name.pid"
    fi
  done
}

# Front ends first, so that no request is in flight when the silos end.
stop_cluster() {
  end_processes 'front-end-*'
  end_processes 'silo-*'
}

# Processes of a ./run that was killed.
stop_left_over_cluster() {
  local file
  for file in "$data"/cluster/*.pid; do
    if [ -f "$file" ]; then stop_process "$(cat "$file")" 'Payments\.(Silo|Api)\.dll'; rm -f "$file"; fi
  done
}

# --- Commands ---------------------------------------------------------------------------------------------------

ports_of() {
  http_port_of "$1"
  case "$1" in silo-*) silo_port "${1##*-}"; gateway_port "${1##*-}" ;; esac
}

is_taken() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# check_ports: those of all that is wanted and does not run yet.
check_ports() {
  local name taken
  for name in $(wanted_names); do
    if [ -f "$data/cluster/$name.pid" ]; then continue; fi
    for taken in $(ports_of "$name"); do
      if is_taken "$taken"; then fail "port $taken, for $name, is taken: set PAYMENTS_PORT to another"; fi
    done
  done
}

all_ready() { local name; for name in $(wanted_names); do is_ready "$name" || return 1; done; }

print_cluster() {
  local name
  say ""
  for name in $(wanted_names); do
    printf '%-13s pid %-8s http://localhost:%-6s %s\n' "$name" "$(cat "$data/cluster/$name.pid" 2> /dev/null || echo -)" \
      "$(http_port_of "$name")" "$(case "$name" in silo-*) echo "silo port $(silo_port "${name##*-}"), gateway $(gateway_port "${name##*-}")" ;; esac)"
  done
  say "Logs and process ids: $data/cluster. Scale with: ./run scale --silos N --front-ends M"
}

run_cluster() {
  mkdir -p "$data/cluster"
  stop_left_over_cluster
  check_ports
  write_wanted
  has_tables=
  wait_for "the first silo" is_ready silo-1
  if [ -z "$stopping" ]; then front_end_postgres="$("$server" login "$data/postgres" payments_front_end payments_reader 8>&-)"; fi
  has_tables=yes
  wait_for "all processes" all_ready
  if [ -z "$stopping" ]; then print_cluster; print_address; fi
  while [ -z "$stopping" ]; do
    read_wanted
    supervise
    sleep 0.3
  done 2> /dev/null # where the shell would tell of each process that was killed
}

has_none_beyond() {
  local file
  for file in "$data"/cluster/*.pid; do
    if [ -f "$file" ] && ! is_wanted "$(basename "$file" .pid)"; then return 1; fi
  done
}

# scale_cluster <silos or nothing> <front ends or nothing>: from another terminal, while ./run serves.
scale_cluster() {
  if [ ! -f "$data/cluster/wanted" ] || (exec 8< "$data/run.lock" && flock -n 8); then
    fail "no cluster runs on $data: start one with ./run --silos 3 --front-ends 2"
  fi
  read_wanted
  local silos_before="$silos" front_ends_before="$front_ends"
  silos="${1:-$silos}" front_ends="${2:-$front_ends}"
  check_ports
  write_wanted
  say "Scaling to $silos silos and $front_ends front ends ..."
  local since=$SECONDS
  until all_ready && has_none_beyond; do
    if [ $((SECONDS - since)) -ge 180 ]; then
      silos="$silos_before" front_ends="$front_ends_before"
      write_wanted
      fail "not reached after three minutes, so it is $silos silos and $front_ends front ends again: see the logs in $data/cluster"
    fi
    sleep 0.3
  done
  print_cluster
}
