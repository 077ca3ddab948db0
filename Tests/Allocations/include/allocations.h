// SPDX-License-Identifier: Apache-2.0
#ifndef KARVAN_ALLOCATIONS_H
#define KARVAN_ALLOCATIONS_H

// How often the calling thread has asked for memory so far; -1 where that is not counted.
long karvan_allocations(void);

#endif
