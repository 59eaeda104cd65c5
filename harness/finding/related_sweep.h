// The related case of a relation, swept.
#pragma once

#include "harness/case/case.h"
#include "harness/oracle/relation.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct RelatedSweep {
  Relation relation;
  Case test_case;  // related_case of it
  Sweep sweep;
};

// Throws as `sweep` does. The relation is without fault.
RelatedSweep sweep_related(const Case& test_case, const Relation& relation,
                           const SweepLimits& limits);

}  // namespace splitvote
