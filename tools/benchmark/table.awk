# SPDX-License-Identifier: Apache-2.0
# awk -f table.awk results.tsv: the benchmark's table. A line of input is workload, repetition, side, JSON; a figure is
# the median over the repetitions, a ratio the median of the repetitions' own ratios (shared machines drift).
BEGIN {
  FS = "\t"
  format = "%-4s %-38s %12s %12s %9s\n"
}

# The number of a key in a line of JSON; the median of a key that holds {"med":…}; empty when there is none.
function figure(json, key, text) {
  if (!match(json, "\"" key "\" *: *([{] *\"med\" *: *)?-?[0-9][-+.eE0-9]*")) return ""
  text = substr(json, RSTART, RLENGTH)
  sub(/^.*: */, "", text)
  return text + 0
}
# The median of values[1..count].
function median(values, count, i, j, swap) {
  if (count == 0) return ""
  for (i = 2; i <= count; i++)
    for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
      swap = values[j]; values[j] = values[j - 1]; values[j - 1] = swap
    }
  return (values[int((count + 1) / 2)] + values[int((count + 2) / 2)]) / 2
}
# The median of a key over a workload's repetitions; with a second side and key, of the ratio to it.
function middle(workload, side, key, other, otherKey, rep, value, by, values, count) {
  for (rep = 1; rep <= reps; rep++) {
    value = figure(json[workload, rep, side], key)
    if (value == "") continue
    if (other != "") {
      by = figure(json[workload, rep, other], otherKey)
      if (by == "" || by == 0) continue
      value /= by
    }
    values[++count] = value
  }
  return median(values, count)
}
function shown(value, scale, digits) { return value == "" ? "-" : sprintf("%.*f", digits, value * scale) }

# A row that compares a key of ours with a key of the control's. A figure is shown only when we have one.
function compare(workload, title, key, controlKey, scale, digits, ours) {
  ours = middle(workload, "karvan", key)
  printf format, workload, title, shown(ours, scale, digits), \
    shown(middle(workload, "control", controlKey), scale, digits), \
    shown(middle(workload, "karvan", key, "control", controlKey), 1, 2)
}
# A row of ours alone.
function report(workload, title, key, scale, digits) {
  printf format, workload, title, shown(middle(workload, "karvan", key), scale, digits), "-", "-"
}
function per(workload, key, side, rep) {
  rep = figure(json[workload, 1, side], key)
  return rep ? 1 / rep : 1
}

{
  json[$1, $2, $3] = $4
  seen[$1] = 1
  if ($2 > reps) reps = $2
}

END {
  if (NR == 0) { print "no results"; exit 1 }
  printf format, "", "", "karvan", "control", "ratio"
  if ("W1" in seen) {
    each = per("W1", "n", "control")
    compare("W1", "write with capture, s", "write_s", "write_s", 1, 3)
    compare("W1", "push until durable, s", "sync_s", "sync_s", 1, 3)
    compare("W1", "write, CPU s", "write_cpu", "write_cpu", 1, 3)
    compare("W1", "write, a transaction each, us", "commit1_us", "commit1_us", 1, 1)
    compare("W1", "write, a transaction each, CPU us", "commit1_cpu_us", "commit1_cpu_us", 1, 1)
    compare("W1", "push, CPU s of both sides", "sync_cpu", "sync_cpu", 1, 3)
    compare("W1", "write, to the floor with a journal, s", "write_s", "log_write_s", 1, 3)
    compare("W1", "push, to the floor with a journal, s", "sync_s", "log_sync_s", 1, 3)
    report("W1", "on the wire, bytes a record", "wire", each, 0)
    compare("W1", "device's disk, bytes a record", "device_db", "device_db", each, 0)
    report("W1", "server's disk, bytes a record", "server_db", each, 0)
    compare("W1", "peak memory, MiB", "rss_kb", "rss_kb", 1 / 1024, 1)
    report("W1", "server's peak memory, MiB", "server_rss_kb", 1 / 1024, 1)
  }
  if ("W2" in seen) {
    each = per("W2", "n", "control")
    compare("W2", "first pull, s", "sync_s", "sync_s", 1, 3)
    compare("W2", "first pull, CPU s of both sides", "sync_cpu", "sync_cpu", 1, 3)
    report("W2", "on the wire, bytes a record", "wire", each, 0)
    compare("W2", "device's disk, bytes a record", "device_db", "device_db", each, 0)
    compare("W2", "peak memory, MiB", "rss_kb", "rss_kb", 1 / 1024, 1)
    report("W2", "server's peak memory, MiB", "server_rss_kb", 1 / 1024, 1)
  }
  if ("W3" in seen) {
    compare("W3", "write of all edits, s", "write_s", "write_s", 1, 3)
    compare("W3", "sync of all devices, s", "sync_s", "sync_s", 1, 3)
    compare("W3", "sync, CPU s of both sides", "sync_cpu", "sync_cpu", 1, 3)
    report("W3", "on the wire, bytes a delivered edit", "wire", per("W3", "delivered", "karvan"), 0)
    compare("W3", "peak memory, MiB", "rss_kb", "rss_kb", 1 / 1024, 1)
    report("W3", "server's peak memory, MiB", "server_rss_kb", 1 / 1024, 1)
  }
  if ("W4" in seen) {
    compare("W4", "push of 10 edits, ms", "push_ms", "push_ms", 1, 2)
    compare("W4", "pull of 10 edits, ms", "pull_ms", "pull_ms", 1, 2)
    compare("W4", "push, CPU ms of both sides", "push_cpu_ms", "push_cpu_ms", 1, 2)
    compare("W4", "pull, CPU ms of both sides", "pull_cpu_ms", "pull_cpu_ms", 1, 2)
    report("W4", "on the wire, bytes an edit", "wire", 0.1, 0)
    compare("W4", "peak memory, MiB", "rss_kb", "rss_kb", 1 / 1024, 1)
    report("W4", "server's peak memory, MiB", "server_rss_kb", 1 / 1024, 1)
  }
  printf "%d repetition%s; ratio = karvan / control of the same repetition\n", reps, reps == 1 ? "" : "s"
}
