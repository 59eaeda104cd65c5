#include "harness/compilers/hash.h"

#include <xxhash.h>

#include <cinttypes>
#include <cstdio>

namespace splitvote {

std::string hash_of(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  char letters[33];
  std::snprintf(letters, sizeof letters, "%016" PRIx64 "%016" PRIx64, std::uint64_t{hash.high64},
                std::uint64_t{hash.low64});
  return letters;
}

}  // namespace splitvote
