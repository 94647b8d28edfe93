# What ./run, ./test and ./bench share. Sourced, with $root set to the repository's folder.
# shellcheck shell=bash

readonly answer="$root/artifacts/grain-runtime.props"
readonly server="$root/deploy/postgres/server.sh"

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
fail() { warn "$(basename "$0"): $*"; exit 1; }

# A build server that outlives the command would hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true

require_sdk() {
  if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    export HOME="$root/artifacts/home"
    mkdir -p "$HOME"
  fi
  local place
  if ! command -v dotnet > /dev/null; then
    for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
      if [ -n "$place" ] && [ -x "$place/dotnet" ]; then export PATH="$place:$PATH"; break; fi
    done
  fi
  command -v dotnet > /dev/null ||
    fail "the .NET 10 SDK is missing. Install it (https://dotnet.microsoft.com/download/dotnet/10.0) and try again."
  sdk="$(cd "$root" && dotnet --version 2> /dev/null)" ||
    fail "this needs the .NET 10 SDK ($root/global.json); here is: $(dotnet --list-sdks | tr '\n' ' ')"
}

# Everything that decides what a build makes: sources, build files, NuGet configurations and local package folders.
build_stamp() {
  local config
  {
    echo "$sdk ${GrainRuntime:-} ${OrleansVersion:-}"
    cd "$root"
    find src grains silos docs/refusals.md -type f -printf '%p %T@ %s\n' 2> /dev/null || true
    find . -maxdepth 1 -type f \( -name '*.props' -o -name '*.targets' -o -name '*.json' -o -name '*.config' \
      -o -name '*.txt' -o -name .editorconfig \) -printf '%p %T@ %s\n'
    for config in "$HOME"/.nuget/NuGet/*.[Cc]onfig "$HOME"/.config/NuGet/*.[Cc]onfig; do
      [ -f "$config" ] || continue
      stat -c '%n %y' "$config"
      sed -nE 's/.*value="(\/[^"]*)".*/\1/p' "$config" | while IFS= read -r folder; do stat -c '%n %y' "$folder" 2> /dev/null || true; done
    done
  } | LC_ALL=C sort | sha256sum | cut -d' ' -f1
}

# Sets runtime_found (orleans or simulated) and runtime_sentence. NuGet is asked only when something changed.
find_runtime() {
  local said
  said="$(cd "$root" && env -u GrainRuntime dotnet msbuild grains/GrainRuntime.proj -nologo -v:minimal 2>&1)" ||
    { warn "$said"; fail "could not find out which grain runtime can be had"; }
  read_runtime
}

read_runtime() {
  [ -f "$answer" ] || return 0
  runtime_found="$(sed -nE 's/.*<GrainRuntimeFound>(.*)<.*/\L\1/p' "$answer")"
  runtime_sentence="$(sed -nE 's/.*<!-- (.*) -->.*/\1/p' "$answer")"
}

# The build property's value for a runtime: Orleans or Simulated.
property_of() { case "$1" in orleans) echo Orleans ;; simulated) echo Simulated ;; *) fail "unknown runtime '$1': orleans or simulated" ;; esac; }

# build <runtime> <project or solution> [option]...: quiet when it works, everything when it does not. One compiler serves all
# projects: one that starts anew for each of them spends most of its time on that.
build() {
  local log="$root/artifacts/build-$1.log" compiler="payments-$1-$BASHPID" code=0
  mkdir -p "$root/artifacts"
  (cd "$root" && dotnet build "$2" --configuration Release "-p:GrainRuntime=$(property_of "$1")" \
    -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler" \
    -nodeReuse:false -nologo -v:minimal "${@:3}") > "$log" 2>&1 < /dev/null || code=$?
  end_compiler "$compiler"
  if [ "$code" != 0 ]; then
    { grep -E '(error|warning) [A-Z]+[0-9]+' "$log" || tail -n 20 "$log"; } | sort -u | head -n 40 >&2
    warn "The whole log: $log"
    fail "the build failed"
  fi
}

# end_compiler <name>: it would wait ten minutes for more. A command that is killed leaves it that long.
end_compiler() {
  local process
  for process in $(grep -lsa -e "[-]pipename:$1" /proc/[0-9]*/cmdline); do
    process="${process#/proc/}"
    kill "${process%/cmdline}" 2> /dev/null || true
  done
}

# built <runtime> <project>: the folder of what was built.
built() { echo "$root/artifacts/$1/bin/$2/release"; }
