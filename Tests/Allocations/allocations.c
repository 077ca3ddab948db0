// SPDX-License-Identifier: Apache-2.0
// Counts requests for memory, a thread by itself: what one operation takes is then the same number on
// every machine, whatever else it does. Linked into the test program alone, where it stands before the
// C library's own functions. A sanitizer has to stand there itself.
#include "allocations.h"

#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define KARVAN_NOT_COUNTED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(KARVAN_NOT_COUNTED)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static _Thread_local long count;

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count++;
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count++;
  return __libc_realloc(old, size);
}

long karvan_allocations(void) { return count; }

#else

long karvan_allocations(void) { return -1; }

#endif
