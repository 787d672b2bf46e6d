// Takes the place of the C library's allocator inside the test program and counts.
//
// Symbols of the executable come before those of shared libraries, so that calls from the Swift runtime
// arrive here too; each is passed on to glibc's own allocator under its second name. Per thread,
// because tests run side by side. Rejected: mallinfo2, which knows how much is in use, not how often
// somebody asked; and a preloaded library, which a plain `swift test` does not load.

#include "allocation_counter.h"
#include <errno.h>
#include <stddef.h>

#if defined(__GLIBC__)

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static _Thread_local uint64_t count;

uint64_t koine_allocation_count(void) { return count; }

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
  count++;
  return __libc_calloc(items, size);
}

void *realloc(void *block, size_t size) {
  count++;
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  count++;
  void *found = __libc_memalign(alignment, size);
  if (!found) return ENOMEM;
  *block = found;
  return 0;
}

void free(void *block) { __libc_free(block); }

#else

uint64_t koine_allocation_count(void) { return 0; }

#endif
