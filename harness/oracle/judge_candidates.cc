// What is kept: the maximum, anything at all, the order, the count, the mass.

#include <algorithm>

#include "harness/oracle/docket.h"
#include "harness/oracle/judge.h"

namespace splitvote {

void Judge::judge_candidates(const RankOutcome& seen, Place place, Docket& docket) const {
  RowLedger& ledger = ledgers_[static_cast<std::size_t>(place.row)];
  const Kept& kept = ledger.kept(seen.candidates);
  const TrueRow& truth = ledger.row();
  const bool has_maximum = !truth.maximal.empty();
  Ruling ruling;
  ruling.row = place.row;
  ruling.rank = place.rank;
  ruling.expected_token = has_maximum ? truth.maximal.front() : kNoToken;
  ruling.actual_token = kept.best_token;
  const auto rule_as = [&](Verdict verdict) {
    ruling.verdict = verdict;
    rule(ruling, docket);
  };

  if (judged(Verdict::kMaxVanished) && has_maximum && !kept.holds_maximum) {
    rule_as(Verdict::kMaxVanished);
  }
  if (judged(Verdict::kEmptyCandidates) && has_maximum && seen.candidates->empty()) {
    rule_as(Verdict::kEmptyCandidates);
  }
  ruling.actual_count = kept.token_count;
  if (judged(Verdict::kWrongCount)) {
    const std::int64_t k = *truth_.parameters.top_k;
    const std::int64_t least = std::min<std::int64_t>(k, truth.comparable_count);
    const std::int64_t most = std::min<std::int64_t>(k, case_->layout.vocab_size);
    if (kept.token_count < least || kept.token_count > most) {
      ruling.expected_count = kept.token_count < least ? least : most;
      rule_as(Verdict::kWrongCount);
    }
  }
  if (judged(Verdict::kMassError) && has_maximum && kept.nucleus_difference >= 2) {
    ruling.expected_count = ledger.nucleus().possibly_count;
    rule_as(Verdict::kMassError);
  }
  if (judged(Verdict::kOrderViolation) && has_maximum && kept.wrongly_dropped != kNoToken) {
    ruling.expected_token = kept.wrongly_dropped;
    ruling.actual_token = kept.least_token;
    ruling.expected_count = ruling.actual_count = -1;
    rule_as(Verdict::kOrderViolation);
  }
}

}  // namespace splitvote
