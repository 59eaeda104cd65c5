#include "harness/finding/reached.h"

#include <algorithm>

namespace splitvote {

bool merge_reached(const std::vector<Reached>& from, std::vector<Reached>& into) {
  bool gained = false;
  for (const Reached& each : from) {
    const bool known = std::any_of(into.begin(), into.end(), [&](const Reached& there) {
      return there.as == each.as && there.plan == each.plan;
    });
    if (known) continue;
    into.push_back(each);
    gained = true;
  }
  return gained;
}

}  // namespace splitvote
