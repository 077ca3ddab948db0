// SPDX-License-Identifier: Apache-2.0
// The floor under the benchmark: what plain SQLite needs to hold the same rows on the same replicas, from prepared
// statements, with nothing that synchronizes: no clocks, no journal, no sealing, no network.
//   control W1 DIR ROWS.tsv             a device writes all rows, then each row is copied to the server's file
//   control W2 DIR ROWS.tsv             the server has all rows, and each is copied to a new device's file
//   control W3 DIR ROWS.tsv EDITS.tsv   each group of edits is a device's; every edit is put on the server and each device
//   control W4 DIR ROWS.tsv EDITS.tsv   both hold all rows; each group of edits is put on the server, then on a device
// Devices are WAL with synchronous=NORMAL, servers WAL with synchronous=FULL; 1,000 rows a transaction.
// W1 also says what the floor becomes with one journal row and one small clock a record beside it (log_…).
// One line of JSON comes last. Only the work itself is timed, not opening, reading or making the rows.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

enum { COLUMNS = 12, TRANSACTION = 1000, LINE_MAX_BYTES = 4096, CLOCK_BYTES = 24, PATH_BYTES = 1024 };
static const char *const names[COLUMNS] = {"id", "name", "phone", "city", "industry", "credit_limit", "balance", "tags",
  "notes", "created_at", "updated_at", "owner"};
static int is_integer(int column) { return column == 5 || column == 6; }

typedef struct { char *value[COLUMNS]; } Record;
typedef struct { long group, row; int column; char *value; } Edit;
static Record *records;
static long record_count;
static Edit *edits;
static long edit_count;

static void fail(const char *what, const char *why) {
  fprintf(stderr, "control: %s: %s\n", what, why);
  exit(1);
}
static double clock_seconds(clockid_t which) {
  struct timespec time;
  clock_gettime(which, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}
static double wall(void) { return clock_seconds(CLOCK_MONOTONIC); }
static double processor(void) { return clock_seconds(CLOCK_PROCESS_CPUTIME_ID); }

// Makes room for one more element, doubling.
static void *grow(void *array, long count, size_t size) {
  if (count & (count - 1)) return array;
  void *larger = realloc(array, (size_t)(count ? count * 2 : 1) * size);
  if (!larger) fail("memory", "exhausted");
  return larger;
}

// --- reading the TSV files

static void read_lines(const char *path, void (*each)(char *line)) {
  char line[LINE_MAX_BYTES];
  FILE *file = fopen(path, "r");
  if (!file) fail(path, "cannot be opened");
  while (fgets(line, sizeof line, file)) {
    size_t length = strcspn(line, "\n");
    if (!line[length]) fail(path, "a line is too long or not ended");
    line[length] = 0;
    each(line);
  }
  fclose(file);
}
static void keep_record(char *line) {
  records = grow(records, record_count, sizeof *records);
  char *rest = strdup(line);
  for (int c = 0; c < COLUMNS; c++) {
    records[record_count].value[c] = strsep(&rest, "\t");
    if (!records[record_count].value[c]) fail("rows", "a line has fewer than 12 columns");
  }
  record_count++;
}
static void keep_edit(char *line) {
  edits = grow(edits, edit_count, sizeof *edits);
  Edit *edit = &edits[edit_count++];
  char column[32], *rest = strdup(line);
  int used = 0;
  if (sscanf(rest, "%ld %ld %31[a-z_]\t%n", &edit->group, &edit->row, column, &used) != 3 || !used)
    fail("edits", line);
  for (edit->column = 1; edit->column < COLUMNS && strcmp(names[edit->column], column); edit->column++) {}
  if (edit->column == COLUMNS || edit->row < 0 || edit->row >= record_count) fail("edits", line);
  edit->value = rest + used;
}

// --- replicas

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *insert, *journal, *clock, *set[COLUMNS];
} Replica;

static void run(sqlite3 *db, const char *sql) {
  char *why = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail(sql, why);
}
static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) fail(sql, sqlite3_errmsg(db));
  return statement;
}
static void finish(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) fail("step", sqlite3_errmsg(sqlite3_db_handle(statement)));
  sqlite3_reset(statement);
}
static void bind(sqlite3_stmt *statement, int at, int column, const char *value) {
  if (is_integer(column)) sqlite3_bind_int64(statement, at, atoll(value));
  else sqlite3_bind_text(statement, at, value, -1, SQLITE_STATIC);
}
static void path_of(char *out, const char *folder, const char *name) { snprintf(out, PATH_BYTES, "%s/%s.db", folder, name); }

static Replica open_replica(const char *folder, const char *name, const char *synchronous) {
  static const char *const leftovers[] = {"", "-wal", "-shm"};
  Replica replica = {0};
  char path[PATH_BYTES], text[PATH_BYTES + 8];
  path_of(path, folder, name);
  for (int i = 0; i < 3; i++) {
    snprintf(text, sizeof text, "%s%s", path, leftovers[i]);
    remove(text);
  }
  if (sqlite3_open(path, &replica.db) != SQLITE_OK) fail(path, sqlite3_errmsg(replica.db));
  run(replica.db, "PRAGMA journal_mode=WAL");
  snprintf(text, sizeof text, "PRAGMA synchronous=%s", synchronous);
  run(replica.db, text);
  run(replica.db,
    "CREATE TABLE customer(id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, city TEXT NOT NULL,"
    " industry TEXT NOT NULL, credit_limit INTEGER NOT NULL, balance INTEGER NOT NULL, tags TEXT NOT NULL,"
    " notes TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, owner TEXT NOT NULL);"
    "CREATE TABLE journal(seq INTEGER PRIMARY KEY, body BLOB NOT NULL);"
    "CREATE TABLE clock(record INTEGER PRIMARY KEY, packed BLOB NOT NULL)");
  replica.insert = prepare(replica.db, "INSERT INTO customer VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)");
  replica.journal = prepare(replica.db, "INSERT INTO journal(body) VALUES(?1)");
  replica.clock = prepare(replica.db, "INSERT INTO clock VALUES(?1,?2)");
  for (int c = 1; c < COLUMNS; c++) {
    snprintf(text, sizeof text, "UPDATE customer SET %s=?1 WHERE id=?2", names[c]);
    replica.set[c] = prepare(replica.db, text);
  }
  return replica;
}
static void checkpoint(Replica *replica) { run(replica->db, "PRAGMA wal_checkpoint(TRUNCATE)"); }

// Transactions of a fixed number of steps: call before and after step `i` of `count`.
static void before(Replica *replica, long i) { if (i % TRANSACTION == 0) run(replica->db, "BEGIN"); }
static void after(Replica *replica, long i, long count) {
  if (i % TRANSACTION == TRANSACTION - 1 || i == count - 1) run(replica->db, "COMMIT");
}

static void insert(Replica *replica, const Record *record) {
  for (int c = 0; c < COLUMNS; c++) bind(replica->insert, c + 1, c, record->value[c]);
  finish(replica->insert);
}
static void write_all(Replica *device) {
  for (long i = 0; i < record_count; i++) {
    before(device, i);
    insert(device, &records[i]);
    after(device, i, record_count);
  }
}
// The server's rows are read from the device's file, as a sender has to.
static void copy_all(Replica *device, Replica *server) {
  sqlite3_stmt *all = prepare(device->db, "SELECT * FROM customer ORDER BY rowid");
  for (long i = 0; i < record_count; i++) {
    before(server, i);
    if (sqlite3_step(all) != SQLITE_ROW) fail("copy", "rows are missing on the device");
    for (int c = 0; c < COLUMNS; c++) sqlite3_bind_value(server->insert, c + 1, sqlite3_column_value(all, c));
    finish(server->insert);
    after(server, i, record_count);
  }
  sqlite3_finalize(all);
}

// --- the same with a journal and clocks: the floor of anything that merges field by field

// A tag and a length before each value; the id in 16 bytes, stamps in 8, money in 4, as a tight encoding would.
static int pack(const Record *record, char *out) {
  int length = 0;
  for (int c = 0; c < COLUMNS; c++) {
    size_t size = c == 0 ? 16 : c == 9 || c == 10 ? 8 : is_integer(c) ? 4 : strlen(record->value[c]);
    size_t have = strlen(record->value[c]);
    if ((size_t)length + size + 2 > LINE_MAX_BYTES) fail("pack", "a record is too large");
    out[length++] = (char)c;
    out[length++] = (char)size;
    memset(out + length, 0, size);
    memcpy(out + length, record->value[c], have < size ? have : size);
    length += (int)size;
  }
  return length;
}
// With a source, the journal's bodies come from there, in its order; without, they are packed here.
static void write_logged(Replica *to, Replica *source) {
  char body[LINE_MAX_BYTES];
  static const char packed[CLOCK_BYTES];
  sqlite3_stmt *all = source ? prepare(source->db, "SELECT body FROM journal ORDER BY seq") : NULL;
  for (long i = 0; i < record_count; i++) {
    before(to, i);
    insert(to, &records[i]);
    long long row = sqlite3_last_insert_rowid(to->db);
    if (!all) sqlite3_bind_blob(to->journal, 1, body, pack(&records[i], body), SQLITE_STATIC);
    else if (sqlite3_step(all) == SQLITE_ROW) sqlite3_bind_value(to->journal, 1, sqlite3_column_value(all, 0));
    else fail("journal", "rows are missing at the source");
    finish(to->journal);
    sqlite3_bind_int64(to->clock, 1, row);
    sqlite3_bind_blob(to->clock, 2, packed, CLOCK_BYTES, SQLITE_STATIC);
    finish(to->clock);
    after(to, i, record_count);
  }
  sqlite3_finalize(all);
}

// --- results

static long file_bytes(const char *folder, const char *name) {
  char path[PATH_BYTES];
  struct stat status;
  path_of(path, folder, name);
  return stat(path, &status) == 0 ? (long)status.st_size : 0;
}
static long peak_kilobytes(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}
static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
static void print_times(const char *name, double *times, long count) {
  qsort(times, (size_t)count, sizeof *times, ascending);
  double median = (times[(count - 1) / 2] + times[count / 2]) / 2;
  printf(",\"%s\":{\"med\":%.4f,\"p90\":%.4f}", name, median * 1e3, times[(count * 9 + 9) / 10 - 1] * 1e3);
}

// One record a transaction: the time and CPU seconds of each.
static void write_singly(const char *folder, double *seconds, double *cpu) {
  Replica replica = open_replica(folder, "single", "NORMAL");
  long count = record_count < 2000 ? record_count : 2000;
  double time = wall(), used = processor();
  for (long i = 0; i < count; i++) {
    run(replica.db, "BEGIN");
    insert(&replica, &records[i]);
    run(replica.db, "COMMIT");
  }
  *seconds = (wall() - time) / (double)count;
  *cpu = (processor() - used) / (double)count;
}

static void workload_1(const char *folder) {
  double single_s, single_cpu;
  write_singly(folder, &single_s, &single_cpu);
  Replica device = open_replica(folder, "device", "NORMAL"), server = open_replica(folder, "server", "FULL");
  double time = wall(), used = processor();
  write_all(&device);
  double write_s = wall() - time, write_cpu = processor() - used;
  time = wall(), used = processor();
  copy_all(&device, &server);
  double sync_s = wall() - time, sync_cpu = processor() - used;
  checkpoint(&device);

  Replica logged = open_replica(folder, "device-log", "NORMAL"), taking = open_replica(folder, "server-log", "FULL");
  time = wall();
  write_logged(&logged, NULL);
  double log_write_s = wall() - time;
  time = wall();
  write_logged(&taking, &logged);
  double log_sync_s = wall() - time;
  checkpoint(&logged);
  printf("{\"workload\":\"W1\",\"n\":%ld,\"write_s\":%.6f,\"write_cpu\":%.6f,\"sync_s\":%.6f,\"sync_cpu\":%.6f,"
    "\"commit1_us\":%.3f,\"commit1_cpu_us\":%.3f,"
    "\"log_write_s\":%.6f,\"log_sync_s\":%.6f,\"log_db\":%ld,\"device_db\":%ld,\"rss_kb\":%ld}\n",
    record_count, write_s, write_cpu, sync_s, sync_cpu, single_s * 1e6, single_cpu * 1e6, log_write_s, log_sync_s,
    file_bytes(folder, "device-log"), file_bytes(folder, "device"), peak_kilobytes());
}

static void workload_2(const char *folder) {
  Replica server = open_replica(folder, "server", "FULL"), device = open_replica(folder, "device", "NORMAL");
  write_all(&server);
  checkpoint(&server);
  double time = wall(), used = processor();
  copy_all(&server, &device);
  double sync_s = wall() - time, sync_cpu = processor() - used;
  checkpoint(&device);
  printf("{\"workload\":\"W2\",\"n\":%ld,\"sync_s\":%.6f,\"sync_cpu\":%.6f,\"device_db\":%ld,\"rss_kb\":%ld}\n",
    record_count, sync_s, sync_cpu, file_bytes(folder, "device"), peak_kilobytes());
}

// A run of edits is one transaction.
static double apply_group(Replica *replica, long from, long to) {
  double time = wall();
  run(replica->db, "BEGIN");
  for (long i = from; i < to; i++) {
    sqlite3_stmt *set = replica->set[edits[i].column];
    bind(set, 1, edits[i].column, edits[i].value);
    bind(set, 2, 0, records[edits[i].row].value[0]);
    finish(set);
  }
  run(replica->db, "COMMIT");
  return wall() - time;
}
// Where the next group begins.
static long group_end(long from) {
  long to = from;
  while (to < edit_count && edits[to].group == edits[from].group) to++;
  return to;
}
// Each device in turn puts its edits on the server and takes those that are there; a second turn brings the rest.
static void workload_3(const char *folder) {
  enum { MOST = 1000, PER_WRITE = 100 };
  static Replica device[MOST];
  static long start[MOST + 1];
  long devices = 0;
  for (long from = 0; from < edit_count; from = group_end(from)) {
    if (devices == MOST) fail("edits", "too many devices");
    start[devices++] = from;
  }
  start[devices] = edit_count;
  Replica server = open_replica(folder, "server", "FULL");
  write_all(&server);
  checkpoint(&server);
  for (long d = 0; d < devices; d++) {
    char name[32];
    snprintf(name, sizeof name, "device-%ld", d);
    device[d] = open_replica(folder, name, "NORMAL");
    write_all(&device[d]);
    checkpoint(&device[d]);
  }
  double time = wall();
  for (long d = 0; d < devices; d++)
    for (long from = start[d]; from < start[d + 1]; from += PER_WRITE)
      apply_group(&device[d], from, from + PER_WRITE < start[d + 1] ? from + PER_WRITE : start[d + 1]);
  double write_s = wall() - time, used = processor();
  time = wall();
  for (long d = 0; d < devices; d++) {
    apply_group(&server, start[d], start[d + 1]);
    if (d > 0) apply_group(&device[d], 0, start[d]);
  }
  for (long d = 0; d + 1 < devices; d++) apply_group(&device[d], start[d + 1], edit_count);
  double sync_s = wall() - time, sync_cpu = processor() - used;
  printf("{\"workload\":\"W3\",\"devices\":%ld,\"edits_total\":%ld,\"base\":%ld,\"write_s\":%.6f,\"sync_s\":%.6f,"
    "\"sync_cpu\":%.6f,\"rss_kb\":%ld}\n", devices, edit_count, record_count, write_s, sync_s, sync_cpu,
    peak_kilobytes());
}
static void workload_4(const char *folder) {
  Replica server = open_replica(folder, "server", "FULL"), device = open_replica(folder, "device", "NORMAL");
  write_all(&server);
  write_all(&device);
  checkpoint(&server);
  checkpoint(&device);
  double *push = calloc((size_t)edit_count, sizeof *push), *pull = calloc((size_t)edit_count, sizeof *pull);
  if (!push || !pull) fail("memory", "exhausted");
  long groups = 0;
  double push_cpu = 0, pull_cpu = 0;
  for (long from = 0, to; from < edit_count; from = to, groups++) {
    to = group_end(from);
    double before = processor();
    push[groups] = apply_group(&server, from, to);
    double between = processor();
    pull[groups] = apply_group(&device, from, to);
    push_cpu += between - before;
    pull_cpu += processor() - between;
  }
  printf("{\"workload\":\"W4\",\"base4\":%ld", record_count);
  print_times("push_ms", push, groups);
  print_times("pull_ms", pull, groups);
  printf(",\"push_cpu_ms\":%.4f,\"pull_cpu_ms\":%.4f", push_cpu * 1e3 / (double)groups, pull_cpu * 1e3 / (double)groups);
  printf(",\"rss_kb\":%ld}\n", peak_kilobytes());
}

int main(int argc, char **argv) {
  int number = argc >= 4 && argv[1][0] == 'W' && !argv[1][2] ? argv[1][1] - '0' : 0;
  if (number < 1 || number > 4 || argc != (number < 3 ? 4 : 5)) {
    fprintf(stderr, "usage: control W1|W2 DIR ROWS.tsv | control W3|W4 DIR ROWS.tsv EDITS.tsv\n");
    return 2;
  }
  read_lines(argv[3], keep_record);
  if (!record_count) fail(argv[3], "no rows");
  if (number > 2) {
    read_lines(argv[4], keep_edit);
    if (!edit_count) fail(argv[4], "no edits");
  }
  switch (number) {
  case 1: workload_1(argv[2]); break;
  case 2: workload_2(argv[2]); break;
  case 3: workload_3(argv[2]); break;
  default: workload_4(argv[2]);
  }
  return 0;
}
