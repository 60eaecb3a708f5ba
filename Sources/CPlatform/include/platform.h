#ifndef ASSAY_PLATFORM_H
#define ASSAY_PLATFORM_H

#ifdef __cplusplus
extern "C" {
#endif

/// The git commit that the build was made from, in hexadecimal; "unknown" outside an ordinary git checkout.
const char *assay_build_commit(void);

/// Swaps two paths of one file system in a single step. 0, or the error number (EINVAL, ENOSYS where not supported).
int assay_exchange_paths(const char *a, const char *b);

/// Catches SIGINT and SIGTERM: with `keep_first`, the first is kept for `assay_caught_signal`; the second, or without it
/// the first, ends the process at once with 128 + its number. Ignores SIGPIPE and SIGXFSZ, so that a closed pipe and a
/// size limit are errors of `write`. May be called again with another choice.
void assay_catch_signals(int keep_first);

/// The first signal caught, or 0.
int assay_caught_signal(void);

#ifdef __cplusplus
}
#endif

#endif
