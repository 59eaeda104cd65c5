#include "harness/reduce/delta.h"

#include <algorithm>
#include <numeric>

namespace splitvote {

void delta(std::size_t feature_count, const std::function<bool(const std::vector<bool>&)>& drops) {
  std::vector<std::size_t> left(feature_count);
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::vector<bool> stays(feature_count, true);
  const auto mark = [&](std::size_t begin, std::size_t end, bool stay) {
    for (std::size_t at = begin; at < end; ++at) stays[left[at]] = stay;
  };
  for (std::size_t chunk = left.size(); chunk > 0; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
    for (std::size_t begin = 0; begin < left.size();) {
      const std::size_t end = std::min(begin + chunk, left.size());
      mark(begin, end, false);
      if (drops(stays)) {
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(begin),
                   left.begin() + static_cast<std::ptrdiff_t>(end));
      } else {
        mark(begin, end, true);
        begin = end;
      }
    }
  }
}

}  // namespace splitvote
