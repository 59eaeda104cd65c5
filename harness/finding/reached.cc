#include "harness/finding/reached.h"

#include <algorithm>

namespace splitvote {
namespace {

bool merge(const std::vector<Reached>& from, bool on_this_case, std::vector<Reached>& into) {
  bool gained = false;
  for (const Reached& each : from) {
    const bool known = std::any_of(into.begin(), into.end(),
                                   [&](const Reached& there) { return same_program(there, each); });
    if (known) continue;
    into.push_back(each);
    if (!on_this_case) into.back().elsewhere = true;
    gained = true;
  }
  return gained;
}

}  // namespace

bool same_program(const Reached& a, const Reached& b) {
  return a.as == b.as && a.plan == b.plan && a.contradicts == b.contradicts &&
         a.lowering == b.lowering;
}

bool merge_reached(const std::vector<Reached>& from, std::vector<Reached>& into) {
  return merge(from, true, into);
}

bool merge_reached_elsewhere(const std::vector<Reached>& from, std::vector<Reached>& into) {
  return merge(from, false, into);
}

}  // namespace splitvote
