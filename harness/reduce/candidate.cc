#include "harness/reduce/candidate.h"

#include <cstdint>
#include <tuple>
#include <vector>

#include "harness/case/order.h"

namespace splitvote {
namespace {

std::vector<std::int32_t> other_key(const Candidate& candidate) {
  if (!candidate.other_layout.has_value()) return {};
  const Layout& layout = *candidate.other_layout;
  const Layout even = even_layout(layout.vocab_size, layout.rank_count());
  std::vector<std::int32_t> key = {layout.rank_count(), layout.split == Split::kStrided ? 1 : 0,
                                   layout.shard_sizes == even.shard_sizes ? 0 : 1};
  for (const auto* list : {&layout.padding, &layout.rank_order, &layout.rank_class,
                           &layout.gather_stages, &layout.shard_sizes}) {
    key.insert(key.end(), list->begin(), list->end());
    key.push_back(-1);  // ends a list: none is a prefix of another
  }
  return key;
}

}  // namespace

bool simpler(const Candidate& a, const Candidate& b) {
  if (simpler(a.test_case, b.test_case)) return true;
  if (simpler(b.test_case, a.test_case)) return false;
  return other_key(a) < other_key(b);
}

std::string candidate_fault(const Candidate& candidate) {
  std::string fault = case_fault(candidate.test_case);
  if (!fault.empty() || !candidate.other_layout.has_value()) return fault;
  if (candidate.other_layout->vocab_size != candidate.test_case.layout.vocab_size) {
    return "other_layout/vocab_size: that of the case";
  }
  return layout_fault(*candidate.other_layout);
}

}  // namespace splitvote
