# What the tools share: where the repository is, what it needs installed, and one quiet build at a
# time. Sourced by the scripts beside it; everything it says goes to standard error, so that the
# standard output of `Tools/koine` is the program's alone.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
tool=${0##*/}

say() { printf '%s: %s\n' "$tool" "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# Prints "module package" for each system library that Package.swift declares: the name that
# pkg-config knows it by and the Debian package that holds it. The manifest is the only list.
system_libraries() {
  tr -s '\n ' ' ' <"$root/Package.swift" |
    grep -oE 'pkgConfig: "[^"]+", providers: \[ ?\.apt\(\["[^"]+"\]\)' |
    sed -E 's/pkgConfig: "([^"]+)".*\["([^"]+)"\]\)/\1 \2/'
}

# Prints "header package" for each library that has no file for pkg-config: the first header that its
# shim includes and the Debian package that holds it.
header_libraries() {
  local name package
  tr -s '\n ' ' ' <"$root/Package.swift" |
    grep -oE 'systemLibrary\( ?name: "[^"]+", providers: \[ ?\.apt\(\["[^"]+"\]\)' |
    sed -E 's/.*name: "([^"]+)".*\["([^"]+)"\]\)/\1 \2/' |
    while read -r name package; do
      echo "$(sed -nE 's/^#include <(.*)>$/\1/p' "$root/Sources/$name/shim.h" | head -n 1) $package"
    done
}

# Whether a C compiler would find the header $1 in the usual places.
has_header() {
  local folder folders
  IFS=: read -ra folders <<<"${CPATH-}:${C_INCLUDE_PATH-}:/usr/include:/usr/local/include"
  for folder in "${folders[@]}"; do
    [[ -z $folder || ! -r $folder/$1 ]] || return 0
  done
  return 1
}

# Prints the Debian packages that are needed and not there.
missing_packages() {
  local module package
  header_libraries | while read -r module package; do
    has_header "$module" || echo "$package"
  done
  command -v git >/dev/null || echo git
  if command -v pkg-config >/dev/null; then
    system_libraries | while read -r module package; do
      pkg-config --exists "$module" || echo "$package"
    done
  else
    # Without pkg-config nobody can tell which are there; apt leaves alone those that are.
    echo pkg-config
    system_libraries | cut -d' ' -f2
  fi
}

# Installs what is missing, saying so. Needs root, or sudo, only if something is.
install_missing_packages() {
  command -v swift >/dev/null ||
    die "Swift is not installed or not in PATH; get 6.2 or later from https://www.swift.org/install"
  local packages as_root=()
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]})) || return 0
  local by_hand="install by hand: apt-get install ${packages[*]}"
  command -v apt-get >/dev/null || die "missing: ${packages[*]}; there is no apt-get here, $by_hand"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "missing: ${packages[*]}; neither root nor sudo, $by_hand"
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
  fi
  say "installing ${packages[*]} with ${as_root[0]:+sudo }apt-get (only this once)"
  apt_install || { apt_get update && apt_install; } || {
    tail -n 5 "$root/.build/koine-apt.log" >&2
    die "could not install ${packages[*]}; $by_hand"
  }
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]} == 0)) || die "still missing after the installation: ${packages[*]}"
}

apt_install() { apt_get install -y --no-install-recommends "${packages[@]}"; }

apt_get() {
  mkdir -p "$root/.build"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@" \
    >"$root/.build/koine-apt.log" 2>&1 9>&-
}

# Holds back a second set-up or build of this clone until the first is done.
lock() {
  mkdir -p "$root/.build" 2>/dev/null && { : >>"$root/.build/koine.lock"; } 2>/dev/null ||
    die "cannot write to $root/.build, where the program is built"
  exec 9>>"$root/.build/koine.lock"
  flock -n 9 || { say "waiting for another build of this clone" && flock 9; }
}

unlock() { exec 9>&-; }

# Runs a build with its output in .build/LOG: one changing line on a terminal, silence otherwise,
# and the errors if it fails.
quietly() {
  local log="$root/.build/$1" status=0
  shift
  if [[ -t 2 ]]; then
    { "$@" 2>&1 </dev/null 9>&- || echo "$?" >"$log.status"; } | tee "$log" | show_last_line
    [[ ! -e $log.status ]] || { status=$(<"$log.status") && rm "$log.status"; }
  else
    "$@" >"$log" 2>&1 </dev/null 9>&- || status=$?
  fi
  ((status)) || return 0
  grep -E '^[^ ].*(error|fatal):' "$log" | awk '!seen[$0]++' | head -n 20 >&2 || tail -n 20 "$log" >&2
  die "the build failed; all of its output is in $log"
}

show_last_line() {
  local line width
  width=$(tput cols 2>/dev/null || echo 80)
  while IFS= read -r line; do printf '\r\033[K%.*s' $((width - 1)) "$line"; done >&2
  printf '\r\033[K' >&2
}
