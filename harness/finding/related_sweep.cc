#include "harness/finding/related_sweep.h"

#include <utility>

namespace splitvote {

RelatedSweep sweep_related(const Case& test_case, const Relation& relation,
                           const SweepLimits& limits) {
  Case related = related_case(test_case, relation);
  Sweep swept = sweep(related, limits);
  return {relation, std::move(related), std::move(swept)};
}

}  // namespace splitvote
