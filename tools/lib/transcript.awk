# SPDX-License-Identifier: Apache-2.0
# awk -f transcript.awk README.md DEMO-OUTPUT
# The README's transcript is the first fenced block after the line <!-- transcript -->. Each of its lines must occur
# in the demo's output, in the same order; other lines may stand between them. Blank lines and "…" are left out.
# Numbers that change from run to run (a time, a port) are written "#" in the README.
function trimmed(text) {
  sub(/^[ \t]+/, "", text)
  sub(/[ \t\r]+$/, "", text)
  return text
}
# Whether `line` is the README's `wanted`, in which a # stands for one or more digits.
function same(line, wanted) {
  if (index(wanted, "#") == 0) return line == wanted
  gsub(/[0-9]+/, "#", line)
  gsub(/[0-9]+/, "#", wanted)
  return line == wanted
}
FNR == NR {
  line = trimmed($0)
  if (line == "<!-- transcript -->") armed = 1
  else if (armed && !inside && line ~ /^```/) inside = 1
  else if (inside && line ~ /^```/) { inside = armed = 0; closed = 1 }
  else if (inside && line != "" && line != "…") { count++; wanted[count] = line; place[count] = FNR }
  next
}
{
  if (at < count && same(trimmed($0), wanted[at + 1])) at++
}
END {
  if (!closed || count == 0) { print "README.md has no transcript: a fenced block after <!-- transcript -->"; exit 1 }
  if (at < count) {
    printf "README.md:%d: the demo does not print this line here: %s\n", place[at + 1], wanted[at + 1]
    exit 1
  }
}
