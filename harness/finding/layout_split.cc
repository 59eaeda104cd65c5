// The same plan, another layout of the same logits.

#include "harness/finding/compose.h"
#include "harness/finding/finding.h"
#include "harness/finding/layout_rulings.h"

namespace splitvote {

std::optional<Finding> layout_split_finding(const Case& test_case, const Sweep& sweep,
                                            const Judge& judge, const Layout& other_layout,
                                            const Sweep& other_sweep, const FailRule& rule) {
  if (!layouts_comparable(sweep, judge, other_sweep)) return std::nullopt;
  const LayoutRulings rulings(sweep, judge, other_layout, other_sweep);
  std::optional<Finding> finding = compose_finding(
      test_case, rulings.common(), judge, Verdict::kLayoutSplit,
      [&](std::size_t at) { return rulings.at(at); }, rule);
  if (finding) finding->other_layout = other_layout;
  return finding;
}

}  // namespace splitvote
