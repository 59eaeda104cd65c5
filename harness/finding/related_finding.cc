// The same plan, a case and a related case.

#include "harness/finding/compose.h"
#include "harness/finding/finding.h"
#include "harness/finding/related_rulings.h"

namespace splitvote {

std::optional<Finding> related_finding(const Case& test_case, const Sweep& sweep,
                                       const Judge& judge, const RelatedSweep& related,
                                       const FailRule& rule) {
  if (!comparable(sweep, judge, related)) return std::nullopt;
  const RelatedRulings rulings(sweep, judge, related);
  std::optional<Finding> finding = compose_finding(
      test_case, rulings.common(), judge, related.relation.verdict,
      [&](std::size_t at) { return rulings.at(at); }, rule);
  if (finding) finding->relation = related.relation;
  return finding;
}

}  // namespace splitvote
