#include "harness/reduce/delta.h"

#include <algorithm>

namespace splitvote {

void delta(std::size_t feature_count, const std::function<bool(const std::vector<bool>&)>& drops) {
  std::vector<bool> stays(feature_count, true);
  for (std::size_t chunk = feature_count; chunk > 0; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
    for (std::size_t begin = 0; begin < feature_count; begin += chunk) {
      const std::size_t end = std::min(begin + chunk, feature_count);
      std::vector<bool> fewer = stays;
      std::fill(fewer.begin() + static_cast<std::ptrdiff_t>(begin),
                fewer.begin() + static_cast<std::ptrdiff_t>(end), false);
      if (fewer != stays && drops(fewer)) stays = std::move(fewer);
    }
  }
}

}  // namespace splitvote
