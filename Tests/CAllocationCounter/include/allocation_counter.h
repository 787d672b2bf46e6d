#ifndef KOINE_ALLOCATION_COUNTER_H
#define KOINE_ALLOCATION_COUNTER_H

#include <stdint.h>

/// Blocks that the calling thread has been given since it began: every malloc, calloc, realloc and
/// aligned allocation, whoever asks, the Swift runtime included.
uint64_t koine_allocation_count(void);

#endif
