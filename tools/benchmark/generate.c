// SPDX-License-Identifier: Apache-2.0
// Makes the benchmark's data: customer records of a field-sales company, and edits on them.
//   generate rows N                        N records, 12 tab-separated columns a line
//   generate edits RECORDS GROUPS [COUNT]  GROUPS sets of COUNT (10) single-field edits on RECORDS records:
//                                          group <TAB> row index <TAB> column <TAB> value
//   generate contest RECORDS DEVICES COUNT each of DEVICES makes COUNT single-field edits, one a record: nine of ten on
//                                          records of its own, one of ten on a pool (a fortieth) that all edit
// The same arguments give the same bytes on every machine: the numbers come from a fixed seed.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const given[] = {"Amir", "Bettina", "Carlo", "Daria", "Edgar", "Fiona", "Giulia", "Henrik", "Irene",
  "Jorge", "Katya", "Leila", "Mateo", "Nadia", "Oscar", "Parisa", "Quentin", "Reza", "Sofia", "Tomas", "Ursula",
  "Viktor", "Wanda", "Xenia", "Yusuf", "Zahra"};
static const char *const family[] = {"Andersson", "Bianchi", "Castillo", "Dvorak", "Engel", "Farahani", "Gruber",
  "Horvat", "Ionescu", "Jansen", "Karimi", "Lindholm", "Meyer", "Nagy", "Olsen", "Pereira", "Quinn", "Rahimi",
  "Santos", "Tehrani", "Ulrich", "Virtanen", "Wolff", "Zielinski"};
static const char *const form[] = {"AG", "ApS", "BVBA", "Co.", "GmbH", "Lda.", "Ltd", "Oy", "S.L.", "SpA"};
static const char *const town[] = {"Aachen", "Arezzo", "Basel", "Bilbao", "Coimbra", "Dresden", "Drammen", "Evora",
  "Ferrara", "Gijon", "Haarlem", "Innsbruck", "Isfahan", "Kiel", "Krakow", "Leuven", "Linz", "Lugano", "Mashhad",
  "Nancy", "Odense", "Pecs", "Reims", "Shiraz", "Tampere", "Uppsala", "Verona", "Zagreb"};
static const char *const trade[] = {"bakery", "building", "catering", "cosmetics", "electronics", "farming",
  "furniture", "grocery", "pharmacy", "textiles"};
static const char *const label[] = {"abroad", "bulk", "careful", "discount", "first", "franchise", "gold", "lapsed",
  "monthly", "partner", "silver", "trial"};
static const char *const word[] = {"about", "accepted", "agrees", "another", "arrived", "asks", "bill", "boss",
  "bottle", "bring", "broken", "buyer", "cheaper", "closed", "cold", "competitor", "counter", "crate", "cups",
  "deposit", "display", "door", "empty", "evening", "exchange", "fewer", "Friday", "fridge", "from", "full", "half",
  "holiday", "interested", "invoice", "labels", "later", "less", "loading", "Monday", "more", "needs", "no", "offer",
  "on", "only", "opening", "order", "parked", "payment", "price", "promised", "refund", "repair", "sample", "shelf",
  "shop", "since", "sold", "stock", "store", "street", "sugar", "talked", "tea", "tomorrow", "trolley", "two",
  "until", "van", "visit", "wait", "wants", "will", "with", "yesterday"};
#define PICK(list) pick(list, sizeof list / sizeof *list)

enum { NOTES_MIN = 95, NOTES_MAX = 145, TEXT_MAX = 256, TAGS_MAX = 4 };

// SplitMix64: a counter and a mixer, good enough for test data and the same everywhere.
static uint64_t state;
static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
// Both ends included. The bias of the remainder is below 2^-40 here.
static int64_t between(int64_t low, int64_t high) { return low + (int64_t)(next() % (uint64_t)(high - low + 1)); }
static const char *pick(const char *const *list, size_t count) { return list[next() % count]; }
static int roll(int low, int high) { return (int)between(low, high); }

static void make_phone(char *out) {
  snprintf(out, TEXT_MAX, "+%d %d %07d", roll(30, 59), roll(10, 99), roll(0, 9999999));
}

static void make_tags(char *out, int count) {
  unsigned taken = 0;
  size_t length = 0;
  *out = 0;
  while (count > 0) {
    unsigned at = (unsigned)(next() % (sizeof label / sizeof *label));
    if (taken >> at & 1) continue;
    taken |= 1u << at;
    length += (size_t)snprintf(out + length, TEXT_MAX - length, "%s%s", length ? "," : "", label[at]);
    count--;
  }
}

static void make_notes(char *out) {
  size_t length = 0, target = (size_t)between(NOTES_MIN, NOTES_MAX);
  while (length < target) {
    const char *gap = length ? " " : "";
    // About one word in twelve is a number: a quantity, a price, a door.
    if (next() % 12 == 0) length += (size_t)snprintf(out + length, TEXT_MAX - length, "%s%d", gap, roll(2, 4999));
    else length += (size_t)snprintf(out + length, TEXT_MAX - length, "%s%s", gap, PICK(word));
  }
}

static void make_rows(long count) {
  char phone[TEXT_MAX], tags[TEXT_MAX], notes[TEXT_MAX], stamp[64];
  for (long i = 0; i < count; i++) {
    uint64_t high = next(), low = next();
    printf("%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-a%03" PRIx64 "-%012" PRIx64 "\t", high >> 32,
      high >> 16 & 0xffff, high & 0xfff, low >> 48 & 0xfff, low & 0xffffffffffffu);
    // One call a statement: the order in which a call's arguments are computed is the compiler's choice.
    printf("%s ", PICK(given));
    printf("%s ", PICK(family));
    printf("%s\t", PICK(form));
    make_phone(phone);
    printf("%s\t%s\t", phone, PICK(town));
    printf("%s\t", PICK(trade));
    printf("%" PRId64 "\t", between(0, 9999) * 500);
    printf("%" PRId64 "\t", between(-999999, 9999999));
    make_tags(tags, roll(0, TAGS_MAX));
    make_notes(notes);
    int month = roll(1, 9), day = roll(1, 28), hour = roll(6, 20), minute = roll(0, 59), millis = roll(0, 59999);
    snprintf(stamp, sizeof stamp, "2026-%02d-%02dT%02d:%02d:%02d.%03dZ", month, day, hour, minute, millis / 1000,
      millis % 1000);
    printf("%s\t%s\t%s\t%s\trep-%02d\n", tags, notes, stamp, stamp, roll(0, 19));
  }
}

static void make_edit(long group, long row) {
  char text[TEXT_MAX];
  printf("%ld\t%ld\t", group, row);
  switch (next() % 7) {
  case 0: make_phone(text); printf("phone\t%s\n", text); break;
  case 1: printf("city\t%s\n", PICK(town)); break;
  case 2: printf("industry\t%s\n", PICK(trade)); break;
  case 3: printf("credit_limit\t%" PRId64 "\n", between(0, 9999) * 500); break;
  case 4: printf("balance\t%" PRId64 "\n", between(-999999, 9999999)); break;
  case 5: make_tags(text, roll(1, TAGS_MAX)); printf("tags\t%s\n", text); break;
  default: make_notes(text); printf("notes\t%s\n", text);
  }
}

// Each group edits distinct records: an increment is that many records' worth of change.
static void make_edits(long records, long groups, long count) {
  long *chosen = malloc((size_t)count * sizeof *chosen);
  if (!chosen) { fprintf(stderr, "generate: out of memory\n"); exit(1); }
  for (long group = 0; group < groups; group++) {
    for (long i = 0; i < count; i++) {
      long row, seen;
      do {
        row = (long)between(0, records - 1);
        for (seen = 0; seen < i && chosen[seen] != row; seen++) {}
      } while (seen < i);
      chosen[i] = row;
      make_edit(group, row);
    }
  }
  free(chosen);
}

// Picks count distinct rows of first … first + size - 1 and edits each.
static void make_some(long group, long first, long size, long count, unsigned char *taken) {
  memset(taken, 0, (size_t)size);
  while (count > 0) {
    long row = (long)between(0, size - 1);
    if (taken[row]) continue;
    taken[row] = 1;
    make_edit(group, first + row);
    count--;
  }
}

static void make_contest(long records, long devices, long count) {
  long pool = records / 40, own = (records - pool) / devices, shared = count / 10;
  if (shared > pool) shared = pool;
  if (count - shared > own) { fprintf(stderr, "generate: more edits than records\n"); exit(2); }
  unsigned char *taken = malloc((size_t)records);
  if (!taken) { fprintf(stderr, "generate: out of memory\n"); exit(1); }
  for (long device = 0; device < devices; device++) {
    make_some(device, device * own, own, count - shared, taken);
    if (shared) make_some(device, records - pool, pool, shared, taken);
  }
  free(taken);
}

static long number(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*end || value < 1 || value > 100000000) {
    fprintf(stderr, "generate: %s is not a count between 1 and 100000000\n", text);
    exit(2);
  }
  return value;
}

int main(int argc, char **argv) {
  if (argc == 3 && !strcmp(argv[1], "rows")) {
    state = 0x6b61727661;
    make_rows(number(argv[2]));
  } else if ((argc == 4 || argc == 5) && !strcmp(argv[1], "edits")) {
    long records = number(argv[2]), groups = number(argv[3]), count = argc == 5 ? number(argv[4]) : 10;
    if (count > records) { fprintf(stderr, "generate: more edits than records\n"); return 2; }
    state = 0x6e65646974;
    make_edits(records, groups, count);
  } else if (argc == 5 && !strcmp(argv[1], "contest")) {
    state = 0x636f6e74657374;
    make_contest(number(argv[2]), number(argv[3]), number(argv[4]));
  } else {
    fprintf(stderr, "usage: generate rows N | generate contest RECORDS DEVICES COUNT | generate edits RECORDS GROUPS [COUNT]\n");
    return 2;
  }
  if (fflush(stdout) || ferror(stdout)) { perror("generate"); return 1; }
  return 0;
}
