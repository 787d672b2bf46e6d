#ifndef KOINE_CPREFETCH_SHIM_H
#define KOINE_CPREFETCH_SHIM_H

// Asks the processor to load the cache line at an address without waiting for it. Swift has no word
// for that; any address is allowed, and nothing but time depends on it.
static inline void koine_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
