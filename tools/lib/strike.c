// SPDX-License-Identifier: Apache-2.0
// Loaded before a program (LD_PRELOAD), strikes it at an exact call that changes a file or sends bytes.
//   KARVAN_STRIKE_AT=N      at the N-th such call, counted from 1
//   KARVAN_STRIKE_HOW=      kill: ends the process before the call; torn: after half of what it writes;
//                           full: no space is left; io: the disk fails. Both for so many calls:
//   KARVAN_STRIKE_FOR=N
//   KARVAN_STRIKE_CLOCK=MS  the wall clock is so many milliseconds ahead, behind if negative
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { NONE, KILL, TORN, FULL, IO };
static atomic_long calls;
static long at, span = 1;
static int how = NONE;
static long long ahead;

__attribute__((constructor)) static void prepare(void) {
  const char *text = getenv("KARVAN_STRIKE_AT"), *way = getenv("KARVAN_STRIKE_HOW");
  if (text) at = atol(text);
  if ((text = getenv("KARVAN_STRIKE_FOR"))) span = atol(text);
  if ((text = getenv("KARVAN_STRIKE_CLOCK"))) ahead = atoll(text);
  if (!way) return;
  how = !strcmp(way, "kill") ? KILL : !strcmp(way, "torn") ? TORN : !strcmp(way, "full") ? FULL
    : !strcmp(way, "io") ? IO : NONE;
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

// What is to happen at this call. Standard streams don't count: what is said changes nothing.
static int strike(int file) {
  if (how == NONE || (file >= 0 && file < 3)) return NONE;
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (how == KILL && call == at) {
    kill(getpid(), SIGKILL);
    pause();
  }
  if (how == TORN) return call == at ? TORN : NONE;
  return (how == FULL || how == IO) && call >= at && call < at + span ? how : NONE;
}

static int refuse(int what) {
  errno = what == FULL ? ENOSPC : EIO;
  return -1;
}

static ssize_t (*plain_write)(int, const void *, size_t);

ssize_t write(int file, const void *bytes, size_t count) {
  if (!plain_write) plain_write = next("write");
  int what = strike(file);
  if (what == TORN) {
    plain_write(file, bytes, count / 2);
    kill(getpid(), SIGKILL);
    pause();
  }
  return what == NONE ? plain_write(file, bytes, count) : refuse(what);
}

#define PWRITE(name, offset_type) \
  ssize_t name(int file, const void *bytes, size_t count, offset_type offset) { \
    static ssize_t (*plain)(int, const void *, size_t, offset_type); \
    if (!plain) plain = next(#name); \
    int what = strike(file); \
    if (what == TORN) { \
      plain(file, bytes, count / 2, offset); \
      kill(getpid(), SIGKILL); \
      pause(); \
    } \
    return what == NONE ? plain(file, bytes, count, offset) : refuse(what); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int file, const struct iovec *parts, int count) {
  static ssize_t (*plain)(int, const struct iovec *, int);
  if (!plain) plain = next("writev");
  int what = strike(file);
  return what == NONE || what == TORN ? plain(file, parts, count) : refuse(what);
}

// A disk that is full still syncs what it has; one that fails does not.
#define SYNC(name) \
  int name(int file) { \
    static int (*plain)(int); \
    if (!plain) plain = next(#name); \
    return strike(file) == IO ? refuse(IO) : plain(file); \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type) \
  int name(int file, offset_type size) { \
    static int (*plain)(int, offset_type); \
    if (!plain) plain = next(#name); \
    int what = strike(file); \
    return what == NONE || what == TORN ? plain(file, size) : refuse(what); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
  static int (*plain)(const char *, const char *);
  if (!plain) plain = next("rename");
  int what = strike(-1);
  return what == NONE || what == TORN ? plain(from, to) : refuse(what);
}

int unlink(const char *path) {
  static int (*plain)(const char *);
  if (!plain) plain = next("unlink");
  strike(-1);
  return plain(path);
}

// The wall clock only: what measures durations goes on.
int clock_gettime(clockid_t clock, struct timespec *now) {
  static int (*plain)(clockid_t, struct timespec *);
  if (!plain) plain = next("clock_gettime");
  int status = plain(clock, now);
  if (status || !ahead || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return status;
  long long nanoseconds = now->tv_nsec + (ahead % 1000) * 1000000;
  now->tv_sec += ahead / 1000;
  if (nanoseconds < 0) nanoseconds += 1000000000, now->tv_sec -= 1;
  if (nanoseconds >= 1000000000) nanoseconds -= 1000000000, now->tv_sec += 1;
  now->tv_nsec = (long)nanoseconds;
  return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *kept) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (kept) *kept = exact.tv_sec;
  return exact.tv_sec;
}
