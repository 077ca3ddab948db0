#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced after tools/lib/setup.sh: where the benchmark's programs are, and how they are built.

BENCH_DIR=$KARVAN_ROOT/.build/bench
BENCH_SOURCES=$KARVAN_ROOT/tools/benchmark
BENCH_PROGRAM=${KARVAN_BENCH_PROGRAM:-$(karvan_bin release)/karvan-bench}

bench_cc() { "$BENCH_CC" -std=gnu11 -O2 -Wall -Wextra -Werror "$@"; }

# The generator and the control, made again only when their source is newer.
bench_build_c() {
  BENCH_CC=$(karvan_cc)
  local -a sqlite
  read -r -a sqlite <<<"$(pkg-config --cflags --libs sqlite3)"
  mkdir -p "$BENCH_DIR"
  if [ "$BENCH_SOURCES/generate.c" -nt "$BENCH_DIR/generate" ]; then
    bench_cc -o "$BENCH_DIR/generate" "$BENCH_SOURCES/generate.c"
  fi
  if [ "$BENCH_SOURCES/control.c" -nt "$BENCH_DIR/control" ]; then
    bench_cc -o "$BENCH_DIR/control" "$BENCH_SOURCES/control.c" "${sqlite[@]}"
  fi
}

# For the driver, whose time is measured by others: everything must have been built before.
bench_require() {
  [ -x "$BENCH_PROGRAM" ] || karvan_die "$BENCH_PROGRAM is not built; run tools/bench --build first"
  [ -x "$BENCH_DIR/generate" ] || bench_build_c
}
