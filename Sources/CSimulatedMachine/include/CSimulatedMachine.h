// SPDX-License-Identifier: Apache-2.0
// A machine that can die between any two writes of a program that runs on it.
//
// The storage calls of the C library are put in front of the real ones, so that everything in the
// process goes through them: SQLite, Foundation and our own files alike. A machine is a folder; what
// lies outside of all machines is untouched. Calls of one process may come from several threads.
#ifndef KARVAN_SIMULATED_MACHINE_H
#define KARVAN_SIMULATED_MACHINE_H

#include <stdint.h>

#define SIM_MACHINES 64

// Makes the folder at `path`, and everything in it, the disk of a machine; answers its number, or -1
// when there are too many.
int sim_machine_add(const char *path);
// Forgets all machines and their files.
void sim_machines_forget(void);

// The machine dies at its write number `write` from now on (1 is the next), torn in the middle if
// `torn`; 0 takes that back. A dead machine writes nothing.
void sim_machine_die_at(int machine, uint64_t write, int torn);
// It dies at once.
void sim_machine_die(int machine);
int sim_machine_is_dead(int machine);
// The machine starts again. After a cut of its power, what was not synced is there or not as the seed
// says, block by block; after the death of a process all of it is there.
void sim_machine_start(int machine, int power_was_cut, uint64_t seed);
// How many writes there were in its whole life.
uint64_t sim_machine_writes(int machine);
// Nothing more fits on its disk, or does again.
void sim_machine_fill(int machine, int is_full);
// Whether pre-images are kept for a cut of the power.
void sim_machine_track(int machine, int is_on);
// Reads and writes can be made to be of another program's: nothing of a machine is counted meanwhile.
void sim_pause(int is_on);

// From now on libsodium draws from this seed: the same keys and nonces in every run of it.
void sim_entropy(uint64_t seed);

#endif
