// Splits between ranks, ids that are no token, and NaN: what ranks name.

#include <cmath>

#include "harness/oracle/docket.h"
#include "harness/oracle/judge.h"

namespace splitvote {
namespace {

// NaN is the least of all.
bool likelier(float a, float b) { return std::isnan(b) ? !std::isnan(a) : a > b; }

}  // namespace

void Judge::judge_names(const Outcome& outcome, int row, Verdict verdict,
                        std::int64_t RankOutcome::*id, Docket& docket) const {
  bool split_seen = false;
  std::int64_t first = kNotObserved;
  for (int rank = 0; rank < map_.rank_count(); ++rank) {
    const RankOutcome& seen = outcome.at(rank, row);
    if (!seen.judged || seen.*id == kNotObserved) continue;
    if (first == kNotObserved) first = seen.*id;
    split_seen = split_seen || seen.*id != first;
  }
  if (!split_seen) return;
  std::vector<Name> names;
  for (int rank = 0; rank < map_.rank_count(); ++rank) {
    const RankOutcome& seen = outcome.at(rank, row);
    if (!seen.judged || seen.*id == kNotObserved) continue;
    names.push_back({rank, seen.*id, map_.token_of(seen.*id)});
  }
  split(verdict, row, names, docket);
}

void Judge::split(Verdict verdict, int row, const std::vector<Name>& names, Docket& docket) const {
  const std::vector<float>& logits = truth_.rows[static_cast<std::size_t>(row)].logits;
  const auto logit_of = [&](const Name& name) {
    return logits[static_cast<std::size_t>(name.token)];
  };
  const Name* expected = nullptr;
  for (const Name& name : names) {
    if (name.token == kNoToken) continue;
    if (expected == nullptr || likelier(logit_of(name), logit_of(*expected))) expected = &name;
  }
  // The least likely of the others; a rank that names no token is the worst there is.
  const Name* actual = nullptr;
  for (const Name& name : names) {
    if (expected != nullptr && name.token == expected->token) continue;
    if (name.token == kNoToken) {
      actual = &name;
      break;
    }
    if (actual == nullptr || likelier(logit_of(*actual), logit_of(name))) actual = &name;
  }
  if (actual == nullptr) return;
  Ruling ruling;
  ruling.verdict = verdict;
  ruling.row = row;
  ruling.rank = actual->rank;
  ruling.expected_token = expected == nullptr ? kNoToken : expected->token;
  ruling.actual_token = actual->token;
  rule(ruling, docket);
}

void Judge::judge_owners(const Outcome& outcome, int row, Docket& docket) const {
  if (!judges_no_owner_ && !judges_several_owners_) return;
  bool observed = false;
  std::vector<int> owners;
  for (int rank = 0; rank < map_.rank_count(); ++rank) {
    const RankOutcome& seen = outcome.at(rank, row);
    if (!seen.judged || seen.owner == Observed::kNot) continue;
    observed = true;
    if (seen.owner == Observed::kTrue) owners.push_back(rank);
  }
  if (!observed || owners.size() == 1) return;
  if (owners.empty() ? !judges_no_owner_ : !judges_several_owners_) return;

  const TrueRow& truth = truth_.rows[static_cast<std::size_t>(row)];
  Ruling ruling;
  ruling.verdict = Verdict::kRankSplit;
  ruling.row = row;
  ruling.expected_count = 1;
  ruling.actual_count = static_cast<std::int64_t>(owners.size());
  if (!truth.maximal.empty()) ruling.expected_token = truth.maximal.front();
  if (owners.empty()) return rule(ruling, docket);
  for (int rank : owners) {
    ruling.rank = rank;
    ruling.actual_token = best_token_of_slice(row, rank);
    rule(ruling, docket);  // the worst owner stands
  }
}

std::int32_t Judge::best_token_of_slice(int row, int rank) const {
  const std::vector<float>& logits = truth_.rows[static_cast<std::size_t>(row)].logits;
  std::int32_t best = kNoToken;
  for (std::int32_t column = 0; column < map_.size(rank); ++column) {
    const std::int32_t token = map_.token_at(rank, column);
    if (token == kNoToken || std::isnan(logits[static_cast<std::size_t>(token)])) continue;
    if (best == kNoToken ||
        logits[static_cast<std::size_t>(token)] > logits[static_cast<std::size_t>(best)]) {
      best = token;
    }
  }
  return best;
}

void Judge::judge_ids(const RankOutcome& seen, Place place, Docket& docket) const {
  const auto no_token = [&](std::int64_t id) {
    return id != kNotObserved && map_.token_of(id) == kNoToken;
  };
  const bool corrupted =
      no_token(seen.top) || no_token(seen.draw) || seen.travelled_intact == Observed::kFalse ||
      (seen.candidates != nullptr &&
       ledgers_[static_cast<std::size_t>(place.row)].kept(seen.candidates).holds_no_token);
  if (!corrupted) return;
  Ruling ruling;
  ruling.verdict = Verdict::kIdCorrupted;
  ruling.row = place.row;
  ruling.rank = place.rank;
  rule(ruling, docket);
}

void Judge::judge_finiteness(const Outcome& outcome, int row, Docket& docket) const {
  const TrueRow& truth = truth_.rows[static_cast<std::size_t>(row)];
  if (truth.has_nan || truth.has_infinity) return;
  Ruling ruling;
  ruling.verdict = Verdict::kNotFinite;
  ruling.row = row;
  for (int rank = 0; rank < map_.rank_count(); ++rank) {
    const RankOutcome& seen = outcome.at(rank, row);
    if (!seen.judged || seen.top_value_finite != Observed::kFalse) continue;
    ruling.rank = rank;
    return rule(ruling, docket);
  }
  if (static_cast<std::size_t>(row) < outcome.nan_decision.size() &&
      outcome.nan_decision[static_cast<std::size_t>(row)]) {
    rule(ruling, docket);
  }
}

std::optional<Ruling> Judge::compare_tops(Verdict verdict, const Outcome& outcome,
                                          const Outcome& other, const Layout& other_layout) const {
  const auto first_name = [](const Outcome& seen_by, int row, const LayoutMap& map, Name& name) {
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const RankOutcome& seen = seen_by.at(rank, row);
      if (!seen.judged) continue;
      name = {rank, seen.top, map.token_of(seen.top)};
      return seen.top != kNotObserved;
    }
    return false;
  };
  std::optional<LayoutMap> built;
  if (!(other_layout == case_->layout)) built.emplace(other_layout);
  const LayoutMap& other_map = built ? *built : map_;
  Docket docket;
  for (int row = 0; row < outcome.row_count && row < other.row_count; ++row) {
    Name here, there;
    if (!first_name(outcome, row, map_, here) || !first_name(other, row, other_map, there))
      continue;
    if (here.token != there.token) split(verdict, row, {here, there}, docket);
  }
  return docket.worst[static_cast<std::size_t>(verdict)];
}

}  // namespace splitvote
