#include "harness/report/ranks_text.h"

#include <cstddef>

namespace splitvote {

std::string ranks_text(const std::vector<int>& ranks) {
  std::string text;
  for (std::size_t first = 0; first < ranks.size();) {
    std::size_t last = first;
    while (last + 1 < ranks.size() && ranks[last + 1] == ranks[last] + 1) ++last;
    if (!text.empty()) text += ",";
    text += std::to_string(ranks[first]);
    if (last > first) text += (last == first + 1 ? "," : "-") + std::to_string(ranks[last]);
    first = last + 1;
  }
  return text;
}

}  // namespace splitvote
