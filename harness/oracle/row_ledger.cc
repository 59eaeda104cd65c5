#include "harness/oracle/row_ledger.h"

#include <algorithm>
#include <cmath>

#include "harness/oracle/true_exp.h"

namespace splitvote {

const Kept& RowLedger::kept(const std::shared_ptr<const IdSet>& candidates) {
  if (last_ != nullptr && last_->set == candidates) return *last_;
  const auto [entry, is_new] = kept_.try_emplace(candidates.get());
  Kept& kept = entry->second;
  if (is_new) {
    kept.set = candidates;
    examine(*candidates, kept);
  }
  last_ = &kept;
  return kept;
}

const Nucleus& RowLedger::nucleus() {
  if (!nucleus_) nucleus_ = true_nucleus(*row_, *parameters_, order_);
  return *nucleus_;
}

double RowLedger::probability(std::int32_t token) {
  if (token == kNoToken || row_->maximal.empty()) return 0;
  const double divisor = parameters_->divisor();
  if (!softmax_sum_) softmax_sum_ = softmax_sum(row_->logits, row_->maximum, divisor);
  return softmax_weight(row_->logits[static_cast<std::size_t>(token)], row_->maximum, divisor) /
         *softmax_sum_;
}

void RowLedger::examine(const IdSet& candidates, Kept& kept) {
  const std::vector<float>& logits = row_->logits;
  const bool judge_nucleus = questions_.nucleus && !row_->maximal.empty();
  const Nucleus nucleus = judge_nucleus ? this->nucleus() : Nucleus{};
  float best = 0, least = 0;
  std::int64_t comparable = 0, least_ties = 0, surely_kept = 0, wrongly_kept = 0;
  kept.holds_no_token = !candidates.outside().empty();
  int rank = 0;  // ids come ascending
  candidates.for_each([&](std::int32_t id) {
    while (id >= map_->offset(rank) + map_->size(rank)) ++rank;
    const std::int32_t token = map_->token_at(rank, id - map_->offset(rank));
    if (token == kNoToken) {
      kept.holds_no_token = true;
      return;
    }
    ++kept.token_count;
    const float logit = logits[static_cast<std::size_t>(token)];
    if (std::isnan(logit)) return;
    if (comparable == 0 || logit > best || (logit == best && token < kept.best_token)) {
      best = logit;
      kept.best_token = token;
    }
    if (comparable == 0 || logit < least) {
      least = logit;
      least_ties = 0;
      kept.least_token = token;
    }
    if (logit == least) {
      ++least_ties;
      kept.least_token = std::min(kept.least_token, token);
    }
    ++comparable;
    surely_kept += logit >= nucleus.surely_from ? 1 : 0;
    wrongly_kept += logit < nucleus.possibly_from ? 1 : 0;
  });
  kept.holds_maximum = comparable > 0 && !row_->maximal.empty() && best == row_->maximum;
  if (questions_.order && comparable > 0) {
    kept.wrongly_dropped = find_wrongly_dropped(kept, comparable, least_ties);
  }
  if (judge_nucleus) {
    const std::int64_t missing = nucleus.surely_count == 0 ? 0 : nucleus.surely_count - surely_kept;
    kept.nucleus_difference = missing + wrongly_kept;
  }
}

// All tokens above the least kept one are kept exactly when there are as many of them as are kept
// above it.
std::int32_t RowLedger::find_wrongly_dropped(const Kept& kept, std::int64_t comparable_kept,
                                             std::int64_t least_ties) {
  const auto logit_of = [&](std::int32_t token) {
    return row_->logits[static_cast<std::size_t>(token)];
  };
  const float least = logit_of(kept.least_token);
  const auto kept_above = static_cast<std::size_t>(comparable_kept - least_ties);
  const std::vector<std::int32_t>& order = order_.first(kept_above + 1, *row_);
  if (kept_above >= order.size() || !(logit_of(order[kept_above]) > least)) return kNoToken;
  for (std::int32_t token : order) {
    if (!kept.set->contains(map_->id_of(token))) return token;
  }
  return kNoToken;
}

}  // namespace splitvote
