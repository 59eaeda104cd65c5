// Metamorphic relations: a case, changed in a way that must not change what a row's answer is.
//
//   verdict            the related case                                 must stay    judged where
//   layout_split       the same logits under any other layout           top          ranks_agree
//   order_split        the ranks hold the same shards in another order  top          ranks_agree
//   shard_count_split  even shards, another number of them              top          ranks_agree
//   scale_split        the temperature times a power of two             top          tops observed
//   shift_split        a constant added to every finite logit           top          tops observed
//   batch_split        the first rows of the batch alone                top and      tops or
//                                                                       candidates   candidates
//
// One plan answers both. Where what is compared depends on a draw, the last five are not judged but
// layout_split is: its draws are promised to know nothing of layouts. Approximate top-k bins by
// layout, but the greatest of a bin is always kept: the top does not depend on the bins, and
// candidates are compared under one layout only.
//
// Exactness (relation_fault):
// - scale_split: the temperature is above 0 and stays exact; every quotient of a finite logit,
//   before and after, is normal and far from overflow in every dtype that the program rounds to.
// - shift_split: every sum is exact in float32, and rounding the sum is the sum of the rounded
//   logit and the constant, in every dtype that the program rounds to. The padding is shifted with
//   the logits.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/case/case.h"
#include "harness/oracle/judge.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct RelationInfo {
  Verdict verdict;
  std::string_view what;  // one of the two things that are compared: "layout"
  bool compares_candidates;
  bool keeps_parameters_and_rows;  // so that one emitted file can run both cases
};

inline constexpr std::array<RelationInfo, 6> kRelations = {{
    {Verdict::kLayoutSplit, "layout", false, true},
    {Verdict::kOrderSplit, "rank order", false, true},
    {Verdict::kShardCountSplit, "shard count", false, true},
    {Verdict::kScaleSplit, "temperature", false, false},
    {Verdict::kShiftSplit, "offset", false, true},
    {Verdict::kBatchSplit, "batch size", true, false},
}};

// Null: the verdict is not about two cases.
constexpr const RelationInfo* relation_info(Verdict verdict) {
  for (const RelationInfo& row : kRelations) {
    if (row.verdict == verdict) return &row;
  }
  return nullptr;
}

// Which related case: of the members after the verdict, the one that it needs.
struct Relation {
  Verdict verdict = Verdict::kLayoutSplit;
  Layout layout;               // layout_split, order_split, shard_count_split: the other one
  int exponent = 0;            // scale_split: temperature times 2^exponent; not 0
  float constant = 0;          // shift_split: added to every finite logit; not 0
  std::int32_t row_count = 0;  // batch_split: the rows that are left; at least 1

  friend bool operator==(const Relation&, const Relation&) = default;

  // Whether it is another layout.
  [[nodiscard]] bool lays_out() const {
    return verdict == Verdict::kLayoutSplit || verdict == Verdict::kOrderSplit ||
           verdict == Verdict::kShardCountSplit;
  }
};

// The same logits under that layout, whatever differs.
Relation to_layout(Layout layout);

// Empty where the relation holds in exact arithmetic on this case; otherwise the member at fault
// and what was expected.
std::string relation_fault(const Case& test_case, const Relation& relation);

// `relation` is without fault.
Case related_case(const Case& test_case, const Relation& relation);

// One plan's outcome on the case that is judged, against its outcome on the related case. Nothing
// where what must stay is the same, or is not observed.
std::optional<Ruling> compare_related(const Judge& judge, const Relation& relation,
                                      const Outcome& outcome, const Layout& related_layout,
                                      const Outcome& related_outcome);

}  // namespace splitvote
