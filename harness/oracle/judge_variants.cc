// One compiled program against another, on the same logits: what they name.

#include <vector>

#include "harness/oracle/docket.h"
#include "harness/oracle/judge.h"

namespace splitvote {
namespace {

// The first judged rank of a row; null where there is none.
const RankOutcome* first_judged(const Outcome& outcome, int row) {
  const int ranks = static_cast<int>(outcome.ranks.size()) / outcome.row_count;
  for (int rank = 0; rank < ranks; ++rank) {
    if (outcome.at(rank, row).judged) return &outcome.at(rank, row);
  }
  return nullptr;
}

}  // namespace

void Judge::compare_candidates(Verdict verdict, int row, const RankOutcome& here,
                               const RankOutcome& there, Docket& docket) const {
  RowLedger& ledger = ledgers_[static_cast<std::size_t>(row)];
  const std::vector<float>& logits = truth_.rows[static_cast<std::size_t>(row)].logits;
  Ruling ruling;
  ruling.verdict = verdict;
  ruling.row = row;
  float best = 0;
  const auto look = [&](const RankOutcome& keeps, const RankOutcome& drops) {
    keeps.candidates->for_each([&](std::int32_t id) {
      const std::int32_t token = map_.token_of(id);
      if (token == kNoToken || drops.candidates->contains(id)) return;
      const float logit = logits[static_cast<std::size_t>(token)];
      if (ruling.expected_token != kNoToken && !(logit > best)) return;
      best = logit;
      ruling.expected_token = token;
      ruling.actual_token = ledger.kept(drops.candidates).best_token;
    });
  };
  look(here, there);
  look(there, here);
  if (ruling.expected_token != kNoToken) rule(ruling, docket);
}

std::optional<Ruling> Judge::compare_names(Verdict verdict, const Outcome& outcome,
                                           const Outcome& other, int rows) const {
  Docket docket;
  for (int row = 0; row < rows; ++row) {
    const RankOutcome* here = first_judged(outcome, row);
    const RankOutcome* there = first_judged(other, row);
    if (here == nullptr || there == nullptr) continue;
    const auto name_of = [&](const RankOutcome& seen) {
      return Name{0, seen.top, map_.token_of(seen.top)};
    };
    const bool tops = here->top != kNotObserved && there->top != kNotObserved;
    if (tops && name_of(*here).token != name_of(*there).token) {
      split(verdict, row, {name_of(*here), name_of(*there)}, docket);
    }
    if (here->candidates != nullptr && there->candidates != nullptr &&
        !(*here->candidates == *there->candidates)) {
      compare_candidates(verdict, row, *here, *there, docket);
    }
  }
  return docket.worst[static_cast<std::size_t>(verdict)];
}

}  // namespace splitvote
