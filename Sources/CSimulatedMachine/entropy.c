// SPDX-License-Identifier: Apache-2.0
#include "CSimulatedMachine.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char key[randombytes_SEEDBYTES];
static uint64_t drawn;

static const char *name(void) { return "simulated"; }

static void fill(void *const bytes, const size_t count) {
  pthread_mutex_lock(&lock);
  unsigned char seed[randombytes_SEEDBYTES];
  memcpy(seed, key, sizeof seed);
  drawn++;
  memcpy(seed, &drawn, sizeof drawn);
  pthread_mutex_unlock(&lock);
  randombytes_buf_deterministic(bytes, count, seed);
}

static uint32_t word(void) {
  uint32_t word;
  fill(&word, sizeof word);
  return word;
}

static randombytes_implementation implementation = {
  .implementation_name = name, .random = word, .buf = fill};

void sim_entropy(uint64_t seed) {
  (void)!sodium_init(); // draws, but only the first time in a process
  pthread_mutex_lock(&lock);
  memset(key, 0, sizeof key);
  memcpy(key + 8, &seed, sizeof seed);
  drawn = 0;
  pthread_mutex_unlock(&lock);
  randombytes_set_implementation(&implementation);
}
