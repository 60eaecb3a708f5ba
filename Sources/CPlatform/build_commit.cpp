// The commit of the checkout, read by the compiler from the last line of git's log of HEAD. The build system tracks the
// log as an input of this file, so a new commit recompiles it and nothing else; a value passed through Package.swift
// would go stale, because manifests are cached. The reading is done at compile time: the log itself is not kept.
#include "platform.h"

#if defined(__has_embed)
#if __has_embed("../../.git/logs/HEAD") == 1
#define ASSAY_HAS_LOG 1
#endif
#endif

namespace {

struct Commit {
  char text[65];
};

#ifdef ASSAY_HAS_LOG

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
constexpr char log_of_head[] = {
#embed "../../.git/logs/HEAD"
};
#pragma clang diagnostic pop
constexpr long length = static_cast<long>(sizeof log_of_head);

/// A line of the log is "OLD NEW name <address> time zone\tmessage\n".
constexpr Commit newest() {
  Commit commit{};
  long start = length - 1;
  while (start > 0 && log_of_head[start - 1] != '\n') start--;
  while (start < length && log_of_head[start] != ' ') start++;
  long count = 0;
  for (long i = start + 1; i < length && count < 64 && log_of_head[i] != ' '; i++) {
    commit.text[count++] = log_of_head[i];
  }
  return count >= 40 ? commit : Commit{"unknown"};
}

#else

constexpr Commit newest() { return Commit{"unknown"}; }

#endif

constexpr Commit commit_of_build = newest();

}  // namespace

const char *assay_build_commit(void) { return commit_of_build.text; }
