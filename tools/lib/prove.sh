#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by tools/simulate: builds the simulation with all mutations of tools/lib/mutations.txt in a copy of the
# sources, each behind a switch, and shows after how many seeds each is found, and by which promise.

PROVE_ROOT=.build/mutants

# Makes the copy; a file that did not change keeps its time, so that a second build is short.
prove_copy() {
  local new=$PROVE_ROOT/new old=$PROVE_ROOT/package file
  rm -rf "$new"
  mkdir -p "$new" "$old"
  cp -R Package.swift Sources Tests "$new/"
  # The versions that were resolved, where somebody resolved them; not committed.
  [ ! -e Package.resolved ] || cp Package.resolved "$new/"
  awk -v root="$new" -f tools/lib/mutate.awk tools/lib/mutations.txt ||
    karvan_die "tools/lib/mutations.txt is not up to date"
  cp tools/lib/Mutant.swift.txt "$new/Sources/KarvanCore/Mutant.swift"
  while IFS= read -r file; do
    cmp -s "$new/$file" "$old/$file" && continue
    mkdir -p "$old/$(dirname "$file")"
    cp "$new/$file" "$old/$file"
  done < <(cd "$new" && find . -type f)
  while IFS= read -r file; do [ -e "$new/$file" ] || rm -f "$old/$file"; done < <(cd "$old" && find . -type f)
  rm -rf "$new"
}

# Prints the program's path.
prove_build() {
  local kind=$1 log=$KARVAN_LOGS/mutants.log
  local -a place=(--package-path "$PROVE_ROOT/package" --scratch-path "$PROVE_ROOT/build" -c "$kind")
  mkdir -p "$KARVAN_LOGS"
  karvan_say "building the mutations ($kind, log: ${log#"$KARVAN_ROOT"/}; the first time takes minutes)"
  swift build "${place[@]}" --product karvan-simulate 2>&1 | karvan_progress "$log" || {
    karvan_show_errors "$log"
    karvan_die "the mutations don't build"
  }
  printf '%s/karvan-simulate\n' "$(swift build "${place[@]}" --show-bin-path)"
}

# Runs seeds with one mutation on until one fails: number, what was found, after how many seeds.
prove_one() {
  local program=$1 work=$2 seed=$3 count=$4 seconds=$5 number=$6 out status=0 line name
  local -a with=()
  out=$work/$number.out
  # Seeds without what a bug needs are counted, and passed over.
  for name in $(sed -n "/^== $number /{n;s/^? //p}" tools/lib/mutations.txt); do with+=(--with "$name"); done
  KARVAN_MUTANT=$number timeout $((seconds + 60)) "$program" --first --seed "$seed" --count "$count" \
    --seconds "$seconds" --folder "$work/$number" "${with[@]}" >"$out" 2>"$work/$number.err" || status=$?
  line=$(grep -m 1 FAILED "$out" || true)
  if [ -n "$line" ]; then
    line=${line#* events: }
  elif [ "$status" -gt 1 ]; then
    line="sound: the program ends with status $status"
    printf 'seed ?\n' >>"$out"
  else
    line=-
  fi
  printf '%s\t%s\t%s\n' "$number" "$(grep -c '^seed' "$out")" "$line" >"$work/$number.result"
  rm -rf "${work:?}/$number"
}

# prove KIND SEED COUNT SECONDS JOBS WORK
prove() {
  local kind=$1 seed=$2 count=$3 seconds=$4 jobs=$5 work=$6 program missed number name seeds what
  program=${KARVAN_SIMULATE_PROGRAM:-}
  if [ -z "$program" ]; then
    prove_copy
    program=$(prove_build "$kind") || return 1
  fi
  export -f prove_one
  prove_one "$program" "$work" "$seed" 20 "$seconds" 0
  IFS=$'\t' read -r _ seeds what <"$work/0.result"
  [ "$what" = - ] || karvan_die "with no mutation on a seed fails: $what"
  karvan_say "$seeds seeds with no mutation on: nothing"
  awk -v list=1 -f tools/lib/mutate.awk tools/lib/mutations.txt >"$work/list"
  cut -d' ' -f1 "$work/list" |
    xargs -P "$jobs" -I{} bash -c 'prove_one "$@"' _ "$program" "$work" "$seed" "$count" "$seconds" {}
  missed=0
  # As protocol/simulation.md has it; the whole text of what was found goes to stderr.
  while read -r number name; do
    IFS=$'\t' read -r _ seeds what <"$work/$number.result"
    karvan_say "$number: $what"
    if [ "$what" = - ]; then
      missed=$((missed + 1))
      printf '| %d | %s | not found yet | %s |\n' "$number" "$name" "$seeds"
    else
      printf '| %d | %s | %s | %s |\n' "$number" "$name" "${what%%:*}" "$seeds"
    fi
  done <"$work/list"
  printf '%d mutations, %d not found\n' "$(wc -l <"$work/list")" "$missed"
  [ "$missed" -eq 0 ]
}
