#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by tools/bench: what a person waits for on a large replica. Each command is a whole process of the release
# build, run several times with other arguments; the 95th percentile of the time is compared with the target. Where the
# machine has other work, the CPU time beside it says more.

INTERACTIVE_TARGET_MS=100

# One command a line: its name in the table, a tab, its arguments. N is replaced by the number of the run, NN by its last two
# digits.
interactive_commands() {
  cat <<'TEXT'
today	today
next	next
tasks	tasks
lookup	lookup 091210000NN
timeline	timeline C-9N
price	price C-9N SKU-1
account credit	account credit C-9N
account statement	account statement C-9N
find, a name	find نیلوفر
find, two words	find Alborz caspian
find, a beginning	find ca
find, a number	find A1-10100NN
find, in accounts	find --entity account Sunrise
account show, by key	account show C-9N
account show, by phone	account show 091210000NN
account show, by short id	account show SHORT
account list, first	account list -n 50
account list, by priority	account list -f priority=A -n 50
account list, by name	account list -f name~یاس -n 50
visit list, of an account	visit list -f account=C-9N
visit list, planned	visit list -f status=planned -n 50
order list, of an account	order list -f account=C-9N
order list, drafts	order list -f status=draft
order show	order show A1-10100NN
history	history C-9N
history, by short id	history SHORT
why	why C-9N.name
conflict list	conflict list
review list	review list
sync status	sync status
sync unsent	sync unsent
account set	account set C-9N note=تازه
visit start	visit start C-9N
visit end	visit end --outcome closed
order new	order new C-9N
order add	order add LAST SKU-1 2
order quick	order quick C-9N SKU-1x2 SKU-2x3
order repeat	order repeat C-9N
task add	task add subject=Call account=C-9N due=tomorrow
log	log C-9N Talked
contact add	contact add account=C-9N name=مینا
TEXT
}

# Microseconds since 1970.
now_us() { printf '%s' "${EPOCHREALTIME/[.,]/}"; }

interactive_bench() {
  local runs=$1 accounts=$2 parts=$3 program=$4 home=$BENCH_DIR/replica
  local name arguments run begin end last='' short times over=0
  rm -rf "$home"
  mkdir -p "$home"
  karvan_say "making a replica of $accounts accounts and $parts visits and order lines"
  begin=$(now_us)
  "$BENCH_PROGRAM" --make-replica "$home" --accounts "$accounts" --parts "$parts"
  end=$(now_us)
  printf 'made in %d s, %d MiB\n' $(((end - begin) / 1000000)) $(($(stat -c %s "$home/karvan.db") >> 20))
  as() { KARVAN_HOME=$home LC_ALL=C.UTF-8 "$program" "$@" </dev/null; }
  short=$(as account show C-91 --json 2>/dev/null | sed -n 's/.*"id": *"[0-9a-f-]*\([0-9a-f]\{8\}\)".*/\1/p' | head -n 1)
  printf '%-32s %8s %8s %8s %8s\n' 'ms' p50 p95 'CPU p50' 'CPU p95'
  local TIMEFORMAT='%U %S' words cpus result
  while IFS=$'\t' read -r name arguments; do
    times=() cpus=()
    for ((run = 1; run <= runs; run++)); do
      words=${arguments//NN/$(printf %02d $((run % 100)))}
      words=${words//N/$run}
      words=${words//LAST/${last:-A1-1}}
      words=${words//SHORT/$short}
      begin=$(now_us)
      # The words of a command have no spaces of their own.
      # shellcheck disable=SC2086
      result=0
      { time as $words >"$home/out" 2>"$home/err" || result=$?; } 2>"$home/time"
      end=$(now_us)
      [ "$result" = 0 ] || printf '%s: %s\n' "$words" "$(head -n 1 "$home/err")" >&2
      times+=($((end - begin)))
      cpus+=("$(awk '{ printf "%d", ($1 + $2) * 1000000 }' "$home/time")")
      case $name in
      'order new') last=$(as order list -f status=draft -s -number -n 1 --json | sed -n 's/.*"number": *"\([^"]*\)".*/\1/p' | head -n 1) ;;
      'visit start') [ "$run" = "$runs" ] || as visit end --outcome closed >/dev/null 2>&1 || true ;;
      'visit end') [ "$run" = "$runs" ] || as visit start "C-8$run" >/dev/null 2>&1 || true ;;
      esac
    done
    mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
    mapfile -t cpus < <(printf '%s\n' "${cpus[@]}" | sort -n)
    local middle=$((runs / 2)) high=$(((runs * 95 + 99) / 100 - 1)) mark=''
    if ((times[high] > INTERACTIVE_TARGET_MS * 1000)); then mark=' over' over=$((over + 1)); fi
    printf '%-32s %8d %8d %8d %8d%s\n' "$name" $((times[middle] / 1000)) $((times[high] / 1000)) \
      $((cpus[middle] / 1000)) $((cpus[high] / 1000)) "$mark"
  done < <(interactive_commands)
  rm -rf "$home"
  printf '%d over %d ms of wall time\n' "$over" "$INTERACTIVE_TARGET_MS"
}
