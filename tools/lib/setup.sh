#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by the tools: finds the repository, the toolchain and the Debian packages, and runs the one shared build.
#   karvan_setup                    toolchain and libraries, installed when missing and possible
#   karvan_build debug [--tests]    everything, tests included: tools/demo and tools/test share this build
#   karvan_build release --product NAME
#   karvan_bin debug|release        the folder of the built programs
# Needs bash, coreutils, grep, sed, awk. Messages go to stderr, so that a tool's stdout stays its own.

KARVAN_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
KARVAN_LOGS=$KARVAN_ROOT/.build/logs
# The oldest toolchain whose SwiftPM and compiler accept our manifest.
KARVAN_SWIFT_MAJOR=6
KARVAN_SWIFT_MINOR=2
# Without it SwiftPM orders trait flags by hash, at random, and recompiles dependencies after a change of plan.
export SWIFT_DETERMINISTIC_HASHING=1
# One set of flags for every build: `swift build` and `swift test` rebuild everything when they differ.
KARVAN_FLAGS=(--explicit-target-dependency-import-check error)

karvan_say() { printf '%s\n' "$*" >&2; }
karvan_die() { printf 'error: %s\n' "$*" >&2; exit 1; }

karvan_check_swift() {
  local wanted="Swift $KARVAN_SWIFT_MAJOR.$KARVAN_SWIFT_MINOR or newer" text version major minor
  command -v swift >/dev/null || karvan_die "no Swift toolchain on PATH. Karvan needs $wanted:
  install one from https://www.swift.org/install/ and put its usr/bin on PATH."
  text=$(swift --version 2>&1) || karvan_die "\`swift --version\` fails on this machine:
$text"
  version=$(sed -n 's/.*Swift version \([0-9][0-9]*\)\.\([0-9][0-9]*\).*/\1 \2/p' <<<"$text" | head -n 1)
  [ -n "$version" ] || karvan_die "cannot read a version from \`swift --version\`: $text"
  read -r major minor <<<"$version"
  if [ "$major" -lt $KARVAN_SWIFT_MAJOR ] ||
    { [ "$major" -eq $KARVAN_SWIFT_MAJOR ] && [ "$minor" -lt $KARVAN_SWIFT_MINOR ]; }; then
    karvan_die "this toolchain is Swift $major.$minor ($(command -v swift)). Karvan needs $wanted:
  install one from https://www.swift.org/install/ and put its usr/bin first on PATH."
  fi
  command -v git >/dev/null || karvan_die "git is not on PATH; the package manager needs it: apt-get install git"
}

# The Debian packages whose work is not yet there, one a line.
karvan_missing_packages() {
  if ! command -v pkg-config >/dev/null; then
    printf '%s\n' pkg-config libsqlite3-dev libsodium-dev libzstd-dev
    return
  fi
  pkg-config --exists sqlite3 || echo libsqlite3-dev
  pkg-config --exists libsodium || echo libsodium-dev
  pkg-config --exists libzstd || echo libzstd-dev
}

# Installs Debian packages as root or through sudo; otherwise says what to run.
karvan_install() {
  local command="apt-get update && apt-get install -y $*" log=$KARVAN_LOGS/apt.log
  command -v apt-get >/dev/null ||
    karvan_die "missing: $*. This is not a Debian system: install what gives the same headers and libraries."
  local -a root=(env DEBIAN_FRONTEND=noninteractive)
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || karvan_die "missing Debian packages: $*. Run this as root, then try again:
  $command"
    if [ -t 0 ]; then root=(sudo "${root[@]}"); else root=(sudo -n "${root[@]}"); fi
  fi
  karvan_say "installing Debian packages: $*"
  mkdir -p "$KARVAN_LOGS"
  # An update that fails (no network, a stale list) may still leave a list good enough to install from.
  "${root[@]}" apt-get update -q >"$log" 2>&1 || karvan_say "note: apt-get update failed; trying with the lists there are"
  "${root[@]}" apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 || {
    tail -n 8 "$log" >&2
    karvan_die "could not install $*. Run this as root, then try again:
  $command"
  }
}

karvan_setup() {
  local missing
  karvan_check_swift
  missing=$(karvan_missing_packages)
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # a package name has no blanks
  karvan_install $missing
  missing=$(karvan_missing_packages)
  [ -z "$missing" ] || karvan_die "still missing after the installation: $(tr '\n' ' ' <<<"$missing")"
}

# Reads a build's output, keeps all of it in the log file $1, and shows one line each 10 seconds.
karvan_progress() {
  local log=$1 start=$SECONDS shown=$SECONDS line part='' at='' status
  : >"$log"
  while :; do
    status=0
    IFS= read -r -t 10 line || status=$?
    if [ $status -gt 128 ]; then
      part+=$line # a time-out in the middle of a line: its rest comes with the next read
    else
      [ $status -eq 0 ] || [ -n "$part$line" ] || break
      line=$part$line part=''
      printf '%s\n' "$line" >>"$log"
      case $line in
      \[*/*\]*) at=${line%%]*}] ;;
      '✔ Suite'* | Fetching* | Building* | Computing* | Creating*) at=$line ;;
      esac
    fi
    if [ $((SECONDS - shown)) -ge 10 ]; then
      shown=$SECONDS
      karvan_say "  $((SECONDS - start)) s  ${at:0:80}"
    fi
    [ $status -ne 1 ] || break
  done
}

# The lines of a build log that say what is wrong.
karvan_show_errors() {
  if grep -q 'error:' "$1"; then
    # A compiler prints each error in full and once more in a summary: the first telling is enough.
    grep -A 4 'error:' "$1" | awk '!seen[$0]++' | head -n 80 >&2
  else
    tail -n 30 "$1" >&2
  fi
}

karvan_build() {
  local kind=$1 log=$KARVAN_LOGS/build-$1.log start=$SECONDS
  shift
  local -a command=(swift build -c "$kind" "${KARVAN_FLAGS[@]}")
  if [ "$kind" = debug ]; then command+=(--build-tests); fi
  while [ $# -gt 0 ]; do
    case $1 in
    --tests) ;; # a debug build always has them, so that no tool builds twice
    --product) command+=(--product "$2") && shift ;;
    *) karvan_die "karvan_build: unknown option $1" ;;
    esac
    shift
  done
  mkdir -p "$KARVAN_LOGS"
  karvan_say "building ($kind; the first time takes several minutes; log: ${log#"$KARVAN_ROOT"/})"
  if ! (set -o pipefail && cd "$KARVAN_ROOT" && "${command[@]}" 2>&1 | karvan_progress "$log"); then
    karvan_show_errors "$log"
    karvan_die "the build failed; all of its output is in ${log#"$KARVAN_ROOT"/}"
  fi
  karvan_say "built in $((SECONDS - start)) s"
}

karvan_bin() { printf '%s\n' "$KARVAN_ROOT/.build/$1"; }

# A C compiler for the small programs beside the product: the system's, else the toolchain's own clang.
karvan_cc() {
  if command -v cc >/dev/null; then echo cc
  elif command -v clang >/dev/null; then echo clang
  else karvan_install gcc libc6-dev && echo cc
  fi
}
