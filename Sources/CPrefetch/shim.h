#ifndef ASSAY_PREFETCH_H
#define ASSAY_PREFETCH_H

/// Asks the processor to fetch the cache line of `address`, to be written soon. Never faults, whatever the address.
static inline void assay_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }
#endif
