# SPDX-License-Identifier: Apache-2.0
# The second part of tools/demo: one rep's day on the road, from `today` to the evening sync. It is read
# by tools/demo, whose functions it uses.

title "A company that somebody played with alone goes to an office"
printf 'laptop$ karvan init --demo --past 14\n'
as alone init --demo --past 14 --quiet >/dev/null || fail "the demonstration company was not made"
as alone export jsonl -o "$work/company.jsonl" --quiet || fail "it was not exported"
office_home=$work/firm
printf 'office$ karvan-server init --from company.jsonl\n'
firm_invite=$(office init --from "$work/company.jsonl" 2>/dev/null) || fail "the office was not made of it"
serve
enroll maryam "$firm_invite"
expect_in "Maryam's laptop holds its five hundred customers" '^5[0-9][0-9]$' "$(count maryam account name~)"

# The appointments of the day, earliest first, with the customers' names.
mapfile -t visits < <(as maryam visit list --filter status=planned --filter 'journey_stop=' --fields planned_at \
  --sort planned_at --format csv --quiet | tail -n +2 | tr -d '\r' | cut -d, -f1)
customer_of() { field_of maryam account "$(field_of maryam visit "$1" account)" name; }
first=$(customer_of "${visits[0]}")
second=$(customer_of "${visits[1]}")
third=$(customer_of "${visits[2]}")
place() { # the position of a customer, in degrees
  as maryam address list --filter "account=$1" --fields latitude,longitude --format csv --quiet |
    tail -n 1 | tr -d '\r' | awk -F, '{ printf "%.6f,%.6f,8", $2 / 1000000, $3 / 1000000 }'
}
newest_order() { rows maryam order "account=$1" number | tail -n 1 | cut -d, -f2; }
kill "$server_pid"
wait "$server_pid" || true
server_pid=''

title "Morning: what waits, the van, the way; there is no network all day"
today=$(show maryam today)
printf '%s\n' "$today"
expect_in "today begins with the appointments" "$first" "$today"
expect_in "today lists tasks" 'To be done today' "$today"
expect_in "and days of customers" 'Days of customers' "$today"
show maryam workday start --odometer 45120 --quiet
show maryam van load TEA-500x36 SUG-900x48 TOM-800x24 --quiet
as maryam plan --quiet >/dev/null
show maryam route | head -n 12
next=$(as maryam next)
expect_in "next says how to get there" 'geo:' "$next"

title "The first customer: an order with a promotion, from the van, paid in cash and by cheque"
show maryam visit start "$first" --at "$(place "$first")" --quiet
why=$(show maryam price "$first" TEA-500 12)
printf '%s\n' "$why"
expect_in "the price says which list and rule it is of" 'WHOLESALE|CHAIN|[Ll]ist price' "$why"
as maryam order quick "$first" TEA-500x10 SUG-900x24 --quiet >/dev/null
order=$(newest_order "$first")
as maryam order promote "$order" --quiet >/dev/null
expect_in "one of ten teas is free" 'TEA10' "$(as maryam order show "$order" --json --quiet)"
said=$(show maryam order submit "$order")
printf '%s\n' "$said"
show maryam van sell "$order" --quiet
show maryam payment take "$first" 2000000t --method cash --quiet
due=$(date -u -d '+30 days' +%F)
show maryam payment take "$first" 15000000r --method cheque --sayad 1234567812345670 --due "$due" --bank Melli --quiet
expect "both payments are written down" 2 "$(rows maryam payment "account=$first" paid_on | tail -n 2 | grep -c "$(date -u +%F)")"
as maryam form fill SHELF 1=4 2=yes --quiet >/dev/null || fail "the form was not filled"
head -c 40000 /dev/urandom >"$work/shelf.jpg"
head -c 9000 /dev/urandom >"$work/signature.png"
as maryam visit photo "$work/shelf.jpg" --quiet >/dev/null
as maryam visit sign "$work/signature.png" --quiet >/dev/null
as maryam visit end --outcome order --quiet >/dev/null
expect "the visit is done" done "$(field_of maryam visit "${visits[0]}" status)"
expect "with an answered form" 1 "$(count maryam form_response "visit=${visits[0]}")"
expect "and two pictures" 2 "$(as maryam attachments "${visits[0]}" --format csv --quiet | tail -n +2 | grep -c .)"
expect "that were taken at the customer's door" 0 "$(field_of maryam visit "${visits[0]}" check_in_deviation_m)"

title "The second customer: credit is stopped, and the order says that it waits"
as maryam account set "$second" credit_hold=yes --quiet >/dev/null
show maryam visit start "$second" --quiet
as maryam order quick "$second" TEA-500x12 TOM-800x12 --quiet >/dev/null
held=$(newest_order "$second")
said=$(show maryam order submit "$held")
printf '%s\n' "$said"
expect_in "it waits for an approval" 'hold' "$(as maryam order show "$held" --json --quiet)"
as maryam visit end --outcome order --quiet >/dev/null

title "The third customer has stock, and gives some back"
show maryam visit start "$third" --quiet
as maryam visit end --outcome no_order --reason stocked --note "asks again in two weeks" --quiet >/dev/null
expect "the reason is kept" stocked "$(field_of maryam visit "${visits[2]}" no_order_reason)"
show maryam van return SUG-900x4 --order "$order" --quiet
before=$(count maryam order "account=$third")
show maryam order repeat "$third" --quiet
expect "the last order is there once more, as a draft" $((before + 1)) "$(count maryam order "account=$third")"

title "On the way: a lead becomes a customer, calls come in, a promise is kept"
show maryam lead convert "Shima Azari" --quiet
expect "the lead is converted" converted "$(field maryam lead 'name=Shima Azari' status)"
phone=$(as maryam contact_point list --filter "account=$first" --fields normalized --format csv --quiet | sed -n 2p | tr -d '\r' | cut -d, -f2)
start=$(date -u -d '-1 hour' '+%F %T')
printf 'uniqueid,src,dst,start,answer,end,disposition\n%s.1,%s,201,%s,%s,%s,ANSWERED\n' \
  "$(date +%s)" "$phone" "$start" "$start" "$start" >"$work/calls.csv"
as maryam import calls "$work/calls.csv" --quiet >/dev/null || fail "the calls were not imported"
again=$(as maryam import calls "$work/calls.csv" --json --quiet)
expect "the same call is taken once" 0 "$(number imported "$again")"
known=$(show maryam lookup "$phone")
printf '%s\n' "$known"
expect_in "the number is known" "$first" "$known"
task=$(as maryam tasks --format csv --quiet | sed -n 2p | cut -d, -f1)
show maryam task done "$task" --quiet
expect "the promise is kept" done "$(field_of maryam task "$task" status)"

title "Evening: the van is counted and comes to zero, the day ends, everything is sent"
show maryam van show
# What lies there is counted, and is what should lie there.
mapfile -t counted < <(as maryam van show --format csv --quiet | tail -n +2 | tr -d '\r' |
  awk -F, '$NF + 0 > 0 { print $1 "x" $NF }')
as maryam van count "${counted[@]}" --quiet >/dev/null || fail "the van was not counted"
reconciled=$(show maryam van reconcile)
printf '%s\n' "$reconciled"
expect_in "it comes to zero" 'agrees with the books' "$reconciled"
as maryam van unload --all --quiet >/dev/null || fail "the van was not unloaded"
expect "the van is empty" 0 "$(as maryam van show --format csv --quiet | tail -n +2 | tr -d '\r' | awk -F, '$NF + 0 != 0' | grep -c . || true)"
show maryam workday end --odometer 45163 --quiet
expect "the kilometres are the difference" closed "$(rows maryam workday 'end_odometer=45163' status | cut -d, -f2)"
expect_in "today says how much waits to be sent" 'karvan sync|unsent|Unsent' "$(as maryam today)"
serve
synced=$(sync maryam)
expect "nothing was rejected" 0 "$(number rejected "$synced")"
expect "nothing waits any more" 0 "$(number unsent "$(as maryam sync status --json --quiet)")"
expect_in "the office's files are sound" 'no faults' "$(office doctor)"
as maryam doctor --quiet >/dev/null || fail "Maryam's files are not sound"
ok "so are the laptop's"
