#include "harness/identify/survivors.h"

#include <algorithm>
#include <bit>

#include "harness/identify/same_names.h"

namespace splitvote {

template <typename Visit>
void Survivors::for_each(Visit visit) const {
  if (table_) {
    table_->for_each(visit);
  } else {
    for (const PlanBits plan : plans_) visit(plan);
  }
}

void Survivors::see(const Sweep& sweep, const Outcome& seen, int rows) {
  std::vector<bool> agrees;
  for (const Outcome& outcome : sweep.outcomes) agrees.push_back(same_names(outcome, seen, rows));
  const bool first = !begun_;
  begun_ = true;
  if (sweep.coverage == Coverage::kComplete && (first || table_)) {
    BitTable left(site_count_);
    for (std::size_t plan = 0; plan < sweep.plan_count(); ++plan) {
      if (agrees[sweep.outcome_of[plan]] && (first || table_->test(plan))) left.set(plan);
    }
    table_ = std::move(left);
    return;
  }
  std::vector<PlanBits> left;
  for (std::size_t at = 0; at < sweep.plan_count(); ++at) {
    const PlanBits plan = sweep.plan_at(at);
    if (agrees[sweep.outcome_of[at]] && (first || holds(plan))) left.push_back(plan);
  }
  table_.reset();
  plans_ = std::move(left);
}

bool Survivors::any() const { return table_ ? !table_->none() : !plans_.empty(); }

std::uint64_t Survivors::count() const { return table_ ? table_->count() : plans_.size(); }

bool Survivors::holds(PlanBits plan) const {
  return table_ ? table_->test(plan) : std::binary_search(plans_.begin(), plans_.end(), plan);
}

std::optional<PlanBits> Survivors::nearest(PlanBits plan) const {
  std::optional<PlanBits> best;
  for_each([&](PlanBits each) {
    if (!best || std::popcount(each ^ plan) < std::popcount(*best ^ plan)) best = each;
  });
  return best;
}

Forced Survivors::forced(int site) const {
  PlanBits ever = 0, always = ~PlanBits{0};
  for_each([&](PlanBits plan) {
    ever |= plan;
    always &= plan;
  });
  if (((always >> site) & 1U) != 0) return Forced::kPromoted;
  if (((ever >> site) & 1U) == 0) return Forced::kRounded;
  bool closed = true;
  for_each([&](PlanBits plan) { closed = closed && holds(plan ^ (PlanBits{1} << site)); });
  return closed ? Forced::kFree : Forced::kTied;
}

}  // namespace splitvote
