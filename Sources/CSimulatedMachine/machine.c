// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CSimulatedMachine.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESCRIPTORS 4096
#define BLOCK 512
#define BUCKETS 256

// The content of a block before it was written the first time since the last sync.
typedef struct block {
  struct block *next;
  int64_t number;
  int32_t length;
  unsigned char bytes[BLOCK];
} block;

typedef struct file {
  struct file *next;
  char *path;
  dev_t device;
  ino_t number;
  int machine;
  int64_t size; // as of the last sync
  int64_t block_count;
  block *blocks[BUCKETS]; // by number
} file;

typedef struct machine {
  char *path;
  size_t length;
  int is_dead, is_full, is_tracked, is_torn;
  uint64_t writes, dies_at;
} machine;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static machine machines[SIM_MACHINES];
static int machine_count;
static int paused;
static file *files;
static int owner[DESCRIPTORS]; // machine + 1

#define REAL(name) \
  static __typeof__(name) *real_##name; \
  if (!real_##name) real_##name = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static uint64_t mix(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// MARK: Which machine

static int machine_of_path(const char *path) {
  if (!machine_count || !path || path[0] != '/') return -1;
  for (int i = 0; i < machine_count; i++) {
    const machine *m = &machines[i];
    if (m->path && !strncmp(path, m->path, m->length)
        && (path[m->length] == '/' || path[m->length] == 0))
      return i;
  }
  return -1;
}

static int machine_of(int fd) {
  return machine_count && fd >= 0 && fd < DESCRIPTORS ? owner[fd] - 1 : -1;
}

// What becomes of a write: it happens, fails, or is the last one of a dying machine.
enum fate { HAPPENS, FAILS, IS_LAST };

static enum fate fate_of_write(int number) {
  if (number < 0 || paused) return HAPPENS;
  machine *m = &machines[number];
  if (m->is_dead) return FAILS;
  m->writes++;
  if (!m->dies_at || --m->dies_at) return HAPPENS;
  m->is_dead = 1;
  return IS_LAST;
}

// MARK: What is not synced

static file *file_of(int fd, int number) {
  struct stat s;
  if (fstat(fd, &s) || !S_ISREG(s.st_mode)) return NULL;
  for (file *f = files; f; f = f->next)
    if (f->device == s.st_dev && f->number == s.st_ino) return f;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  file *f = calloc(1, sizeof *f);
  if (!f) return NULL;
  f->path = strdup(path);
  f->device = s.st_dev;
  f->number = s.st_ino;
  f->machine = number;
  f->size = s.st_size;
  f->next = files;
  files = f;
  return f;
}

static void free_blocks(file *f) {
  if (!f->block_count) return;
  for (int i = 0; i < BUCKETS; i++) {
    while (f->blocks[i]) {
      block *next = f->blocks[i]->next;
      free(f->blocks[i]);
      f->blocks[i] = next;
    }
  }
  f->block_count = 0;
}

static void drop_file(file **place) {
  file *f = *place;
  *place = f->next;
  free_blocks(f);
  free(f->path);
  free(f);
}

// The file under a path is another one from now on, or gone.
static void forget_path(const char *path) {
  for (file **place = &files; *place;) {
    if (!strcmp((*place)->path, path)) drop_file(place);
    else place = &(*place)->next;
  }
}

static void keep_before(int fd, int number, int64_t offset, int64_t count) {
  if (number < 0 || paused || !machines[number].is_tracked || count <= 0) return;
  file *f = file_of(fd, number);
  if (!f) return;
  for (int64_t n = offset / BLOCK; n <= (offset + count - 1) / BLOCK; n++) {
    if (n * BLOCK >= f->size) break; // what was not there comes back as nothing
    block **bucket = &f->blocks[n % BUCKETS];
    block *b = *bucket;
    while (b && b->number != n) b = b->next;
    if (b) continue;
    if (!(b = malloc(sizeof *b))) return;
    b->number = n;
    ssize_t length = pread(fd, b->bytes, BLOCK, n * BLOCK);
    b->length = length < 0 ? 0 : (int32_t)length;
    b->next = *bucket;
    *bucket = b;
    f->block_count++;
  }
}

// Also where nothing is counted: what is synced is synced.
static void synced(int fd, int number) {
  if (number < 0 || !machines[number].is_tracked) return;
  file *f = file_of(fd, number);
  struct stat s;
  if (!f || fstat(fd, &s)) return;
  free_blocks(f);
  f->size = s.st_size;
}

static void lose(file *f, uint64_t *random) {
  int fd = open(f->path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  struct stat s;
  if (!fstat(fd, &s)) {
    uint64_t how = mix(random) % 4; // all lost, all kept, or some of both
    if (how != 1) {
      for (int i = 0; i < BUCKETS; i++)
        for (block *b = f->blocks[i]; b; b = b->next)
          if (how == 0 || mix(random) % 2) (void)!pwrite(fd, b->bytes, (size_t)b->length, b->number * BLOCK);
      if (s.st_size > f->size) {
        int64_t grown = (s.st_size - f->size) / BLOCK + 1;
        int64_t kept = how == 0 ? 0 : (int64_t)(mix(random) % (uint64_t)(grown + 1)) * BLOCK;
        if (f->size + kept < s.st_size) (void)!ftruncate(fd, f->size + kept);
      } else if (s.st_size < f->size && how == 0) {
        (void)!ftruncate(fd, f->size);
      }
    }
  }
  close(fd);
}

// MARK: For the simulation

int sim_machine_add(const char *path) {
  pthread_mutex_lock(&lock);
  int number = machine_count < SIM_MACHINES ? machine_count++ : -1;
  if (number >= 0) {
    machines[number] = (machine){.path = strdup(path), .length = strlen(path)};
  }
  pthread_mutex_unlock(&lock);
  return number;
}

void sim_machines_forget(void) {
  pthread_mutex_lock(&lock);
  while (files) drop_file(&files);
  for (int i = 0; i < machine_count; i++) free(machines[i].path);
  machine_count = 0;
  memset(owner, 0, sizeof owner);
  pthread_mutex_unlock(&lock);
}

void sim_machine_die_at(int number, uint64_t write, int torn) {
  pthread_mutex_lock(&lock);
  machines[number].dies_at = write;
  machines[number].is_torn = torn;
  pthread_mutex_unlock(&lock);
}

void sim_machine_die(int number) {
  pthread_mutex_lock(&lock);
  machines[number].is_dead = 1;
  pthread_mutex_unlock(&lock);
}

int sim_machine_is_dead(int number) {
  pthread_mutex_lock(&lock);
  int is_dead = machines[number].is_dead;
  pthread_mutex_unlock(&lock);
  return is_dead;
}

void sim_machine_start(int number, int power_was_cut, uint64_t seed) {
  pthread_mutex_lock(&lock);
  int was_paused = paused;
  paused = 1;
  pthread_mutex_unlock(&lock);
  // Files in the order of their names: the order of opening differs between runs.
  for (file *f = files; power_was_cut && f; f = f->next) {
    if (f->machine != number) continue;
    uint64_t random = seed;
    for (const char *c = f->path + machines[number].length; *c; c++) random = random * 31 + (unsigned char)*c;
    lose(f, &random);
  }
  pthread_mutex_lock(&lock);
  paused = was_paused;
  for (file **place = &files; *place;) {
    if ((*place)->machine == number) drop_file(place);
    else place = &(*place)->next;
  }
  machines[number].is_dead = machines[number].is_torn = 0;
  machines[number].dies_at = 0;
  pthread_mutex_unlock(&lock);
}

uint64_t sim_machine_writes(int number) {
  pthread_mutex_lock(&lock);
  uint64_t writes = machines[number].writes;
  pthread_mutex_unlock(&lock);
  return writes;
}

void sim_machine_fill(int number, int is_full) {
  pthread_mutex_lock(&lock);
  machines[number].is_full = is_full;
  pthread_mutex_unlock(&lock);
}

void sim_machine_track(int number, int is_on) {
  pthread_mutex_lock(&lock);
  machines[number].is_tracked = is_on;
  pthread_mutex_unlock(&lock);
}

void sim_pause(int is_on) {
  pthread_mutex_lock(&lock);
  paused = is_on;
  pthread_mutex_unlock(&lock);
}

// MARK: The calls in front of the real ones

#if !defined(__has_feature)
#define __has_feature(x) 0
#endif
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

// Decides under the lock; answers the fate and keeps what was there before.
static enum fate decide(int number, int fd, int64_t offset, int64_t count) {
  pthread_mutex_lock(&lock);
  enum fate fate = fate_of_write(number);
  if (fate != FAILS && fd >= 0) keep_before(fd, number, offset, count);
  pthread_mutex_unlock(&lock);
  return fate;
}

static int is_full(int number, int fd, int64_t end) {
  if (number < 0 || paused || !machines[number].is_full) return 0;
  struct stat s;
  return !fstat(fd, &s) && end > s.st_size;
}

static int died(void) {
  errno = EIO;
  return -1;
}

static int opened(int fd, int number, int flags) {
  if (fd >= 0 && fd < DESCRIPTORS) {
    pthread_mutex_lock(&lock);
    owner[fd] = number + 1;
    // What a fresh file had when the power fails is nothing.
    if (number >= 0 && !paused && machines[number].is_tracked && (flags & (O_CREAT | O_TRUNC))) file_of(fd, number);
    pthread_mutex_unlock(&lock);
  }
  return fd;
}

static int open_checked(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  int number = machine_of_path(path);
  if (number >= 0 && (flags & (O_CREAT | O_TRUNC))) {
    struct stat s;
    int is_new = stat(path, &s) != 0;
    if (is_new || (flags & O_TRUNC)) {
      if (decide(number, -1, 0, 0) == FAILS) return died();
      if (is_new && machines[number].is_full && !paused) {
        errno = ENOSPC;
        return -1;
      }
    }
  }
  return opened(real(path, flags, mode), number, flags);
}

int open(const char *path, int flags, ...) {
  REAL(open);
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_checked(real_open, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  REAL(open64);
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_checked(real_open64, path, flags, mode);
}

int close(int fd) {
  REAL(close);
  if (machine_of(fd) >= 0) {
    pthread_mutex_lock(&lock);
    owner[fd] = 0;
    pthread_mutex_unlock(&lock);
  }
  return real_close(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  int number = machine_of(fd);
  if (number < 0) return real_write(fd, bytes, count);
  int64_t offset = lseek(fd, 0, SEEK_CUR);
  if (is_full(number, fd, offset + (int64_t)count)) {
    errno = ENOSPC;
    return -1;
  }
  enum fate fate = decide(number, fd, offset, (int64_t)count);
  if (fate == FAILS) return died();
  if (fate == HAPPENS) return real_write(fd, bytes, count);
  (void)!real_write(fd, bytes, machines[number].is_torn ? count / 2 : count);
  return died();
}

static ssize_t pwrite_checked(
  ssize_t (*real)(int, const void *, size_t, off_t), int fd, const void *bytes, size_t count, off_t offset) {
  int number = machine_of(fd);
  if (number < 0) return real(fd, bytes, count, offset);
  if (is_full(number, fd, offset + (int64_t)count)) {
    errno = ENOSPC;
    return -1;
  }
  enum fate fate = decide(number, fd, offset, (int64_t)count);
  if (fate == FAILS) return died();
  if (fate == HAPPENS) return real(fd, bytes, count, offset);
  (void)!real(fd, bytes, machines[number].is_torn ? count / 2 : count, offset);
  return died();
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  return pwrite_checked(real_pwrite, fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  return pwrite_checked(real_pwrite64, fd, bytes, count, offset);
}

static int ftruncate_checked(int (*real)(int, off_t), int fd, off_t size) {
  int number = machine_of(fd);
  if (number < 0) return real(fd, size);
  if (is_full(number, fd, size)) {
    errno = ENOSPC;
    return -1;
  }
  struct stat s;
  int64_t cut = fstat(fd, &s) || s.st_size <= size ? 0 : s.st_size - size;
  enum fate fate = decide(number, fd, size, cut);
  if (fate == FAILS) return died();
  int result = real(fd, size);
  return fate == IS_LAST ? died() : result;
}

int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  return ftruncate_checked(real_ftruncate, fd, size);
}

int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  return ftruncate_checked(real_ftruncate64, fd, size);
}

// The data are safe at once: a simulated disk has nothing to wait for.
static int sync_checked(int fd) {
  int number = machine_of(fd);
  enum fate fate = decide(number, -1, 0, 0);
  if (fate != HAPPENS) return died();
  pthread_mutex_lock(&lock);
  synced(fd, number);
  pthread_mutex_unlock(&lock);
  return 0;
}

int fsync(int fd) {
  REAL(fsync);
  return machine_of(fd) < 0 ? real_fsync(fd) : sync_checked(fd);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return machine_of(fd) < 0 ? real_fdatasync(fd) : sync_checked(fd);
}

int rename(const char *from, const char *to) {
  REAL(rename);
  int number = machine_of_path(from);
  if (number < 0) number = machine_of_path(to);
  if (number < 0) return real_rename(from, to);
  enum fate fate = decide(number, -1, 0, 0);
  if (fate == FAILS) return died();
  int result = real_rename(from, to);
  if (!result) {
    pthread_mutex_lock(&lock);
    forget_path(to);
    for (file *f = files; f; f = f->next) {
      if (strcmp(f->path, from)) continue;
      free(f->path);
      f->path = strdup(to);
    }
    pthread_mutex_unlock(&lock);
  }
  return fate == IS_LAST ? died() : result;
}

static int remove_checked(int (*real)(const char *), const char *path) {
  int number = machine_of_path(path);
  if (number < 0) return real(path);
  enum fate fate = decide(number, -1, 0, 0);
  if (fate == FAILS) return died();
  int result = real(path);
  if (!result) {
    pthread_mutex_lock(&lock);
    forget_path(path);
    pthread_mutex_unlock(&lock);
  }
  return fate == IS_LAST ? died() : result;
}

int unlink(const char *path) {
  REAL(unlink);
  return remove_checked(real_unlink, path);
}

int rmdir(const char *path) {
  REAL(rmdir);
  return remove_checked(real_rmdir, path);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  int number = machine_of_path(path);
  if (number < 0) return real_mkdir(path, mode);
  enum fate fate = decide(number, -1, 0, 0);
  if (fate == FAILS) return died();
  int result = real_mkdir(path, mode);
  return fate == IS_LAST ? died() : result;
}

#endif
