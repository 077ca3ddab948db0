# SPDX-License-Identifier: Apache-2.0
# Puts the mutations of tools/lib/mutations.txt into the sources below `root`, each behind its switch; with `list`
# set, prints their numbers and names instead. Ends with status 1, with nothing changed, where a text does not occur
# exactly once.
function fail(text) { print "mutations: " text > "/dev/stderr"; failed = 1 }
function slurp(file,   line, text) {
  text = ""
  while ((getline line < file) > 0) text = text line "\n"
  close(file)
  return text
}
function keep(   place, text, rest) {
  if (list || part != "new") return
  text = source[file]
  sub(/\n$/, "", old)
  sub(/\n$/, "", new)
  place = index(text, old)
  rest = place ? substr(text, place + 1) : ""
  if (!place) fail(number ": " file " has not: " old)
  else if (index(rest, old)) fail(number ": " file " has more than once: " old)
  gsub(/MUTANT/, "isMutant(" number ")", new)
  count++
  at[count] = place; of[count] = file; was[count] = old; is[count] = new
  part = ""
}
part == "" && /^#/ { next }
/^== [0-9]+ / {
  keep()
  number = $2
  if (list) { sub(/^== /, ""); print }
  next
}
/^@ / {
  keep()
  file = root "/" $2
  if (!list && !(file in source)) source[file] = slurp(file)
  old = new = ""
  part = "old"
  next
}
/^>>$/ { part = "new"; next }
part == "old" { old = old $0 "\n" }
part == "new" { new = new $0 "\n" }
END {
  if (list) exit 0
  keep()
  if (failed || check) exit failed
  # From the last place on, so that the places before stay where they are.
  for (i = 1; i <= count; i++) {
    for (j = i; j > 1 && at[sorted[j - 1]] < at[i]; j--) sorted[j] = sorted[j - 1]
    sorted[j] = i
  }
  for (i = 1; i <= count; i++) {
    n = sorted[i]
    text = source[of[n]]
    source[of[n]] = substr(text, 1, at[n] - 1) is[n] substr(text, at[n] + length(was[n]))
  }
  for (file in source) {
    text = source[file]
    if (file !~ /KarvanCore\// && text !~ /import KarvanCore\n/) sub(/\n/, "\nimport KarvanCore\n", text)
    printf "%s", text > file
    close(file)
  }
}
