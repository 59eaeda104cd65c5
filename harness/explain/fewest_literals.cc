#include "harness/explain/fewest_literals.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace splitvote {
namespace {

using Visit = std::function<void(const Implicant&)>;

constexpr PlanBits bit(int choice) { return PlanBits{1} << choice; }

// Work done against work allowed.
struct Budget {
  std::int64_t left;
  bool spend(std::int64_t work) {
    left -= work;
    return left >= 0;
  }
};

class TableSearch {
 public:
  TableSearch(const FailingSet& failing, Budget& budget, const Visit& visit)
      : variables_(failing.support()), budget_(&budget), visit_(&visit), table_(*failing.table) {
    for (int choice = failing.choice_count - 1; choice >= 0; --choice) {
      if (std::binary_search(variables_.begin(), variables_.end(), choice)) continue;
      table_ = table_.where_false(choice);
    }
  }

  // False when the budget ran out.
  bool run() {
    for (wanted_ = 0; !found_; ++wanted_) {
      if (!walk(table_, static_cast<int>(variables_.size()) - 1, {})) return false;
    }
    return true;
  }

 private:
  // Variables above `position` are decided: `kept` are still in the table, above the undecided
  // ones.
  bool walk(const BitTable& table, int position, const std::vector<int>& kept) {
    if (!budget_->spend(static_cast<std::int64_t>(table.word_count()))) return false;
    if (table.none()) return true;
    if (position < 0) {
      if (static_cast<int>(kept.size()) == wanted_) report(table, kept);
      return true;
    }
    if (!walk(table.for_all(position), position - 1, kept)) return false;
    if (static_cast<int>(kept.size()) == wanted_) return true;
    std::vector<int> more = {variables_[static_cast<std::size_t>(position)]};
    more.insert(more.end(), kept.begin(), kept.end());
    return walk(table, position - 1, more);
  }

  void report(const BitTable& table, const std::vector<int>& kept) {
    found_ = true;
    Implicant implicant;
    for (int choice : kept) implicant.choices |= bit(choice);
    table.for_each([&](std::uint64_t assignment) {
      implicant.promoted = 0;
      for (std::size_t at = 0; at < kept.size(); ++at) {
        if (((assignment >> at) & 1U) != 0) implicant.promoted |= bit(kept[at]);
      }
      (*visit_)(implicant);
    });
  }

  std::vector<int> variables_;
  Budget* budget_;
  const Visit* visit_;
  BitTable table_;
  int wanted_ = 0;
  bool found_ = false;
};

class ListSearch {
 public:
  ListSearch(const FailingSet& failing, Budget& budget, const Visit& visit)
      : budget_(&budget), visit_(&visit) {
    for (std::size_t at = 0; at < failing.plans.size(); ++at) {
      (failing.fails[at] ? failing_ : passing_).push_back(failing.plans[at]);
    }
  }

  bool run() {
    for (int wanted = 0; !found_; ++wanted) {
      for (PlanBits plan : failing_) {
        if (!branch(plan, 0, wanted)) return false;
      }
    }
    return true;
  }

 private:
  // Adds up to `left` choices of `plan` to `chosen`.
  bool branch(PlanBits plan, PlanBits chosen, int left) {
    if (!budget_->spend(static_cast<std::int64_t>(passing_.size()) + 1)) return false;
    PlanBits nearest = 0;
    int distance = std::numeric_limits<int>::max();
    for (PlanBits passing : passing_) {
      const PlanBits differing = plan ^ passing;
      if ((differing & chosen) != 0) continue;
      const int bits = std::popcount(differing);
      if (bits < distance) {
        distance = bits;
        nearest = differing;
      }
    }
    if (nearest == 0) {
      // Fewer literals than wanted were tried before, so all are needed here.
      found_ = true;
      (*visit_)({chosen, plan & chosen});
      return true;
    }
    if (left == 0) return true;
    for (PlanBits rest = nearest; rest != 0; rest &= rest - 1) {
      if (!branch(plan, chosen | (rest & (~rest + 1)), left - 1)) return false;
    }
    return true;
  }

  std::vector<PlanBits> failing_, passing_;
  Budget* budget_;
  const Visit* visit_;
  bool found_ = false;
};

bool is_implicant(const FailingSet& failing, const Implicant& implicant) {
  if (!failing.table) {
    for (std::size_t at = 0; at < failing.plans.size(); ++at) {
      if (!failing.fails[at] && implicant.holds(failing.plans[at])) return false;
    }
    return true;
  }
  const PlanBits free = (failing.table->assignment_count() - 1) & ~implicant.choices;
  for (PlanBits rest = free;; rest = (rest - 1) & free) {
    if (!failing.table->test(implicant.promoted | rest)) return false;
    if (rest == 0) return true;
  }
}

Implicant greedy(const FailingSet& failing) {
  const PlanBits plan = *failing.least_promoted();
  Implicant implicant;
  for (int choice = 0; choice < failing.choice_count; ++choice) implicant.choices |= bit(choice);
  implicant.promoted = plan;
  for (int choice = failing.choice_count - 1; choice >= 0; --choice) {
    const Implicant fewer = {implicant.choices & ~bit(choice), implicant.promoted & ~bit(choice)};
    if (is_implicant(failing, fewer)) implicant = fewer;
  }
  return implicant;
}

}  // namespace

void fewest_literals(const FailingSet& failing, const Visit& visit, std::int64_t work_max) {
  if (failing.count() == 0) {
    std::fputs("splitvote: the cause of a set in which nothing fails was asked for\n", stderr);
    std::abort();
  }
  Budget budget = {work_max};
  bool any = false;
  const Visit seen = [&](const Implicant& implicant) {
    any = true;
    visit(implicant);
  };
  const bool done = failing.complete() ? TableSearch(failing, budget, seen).run()
                                       : ListSearch(failing, budget, seen).run();
  if (!done && !any) visit(greedy(failing));
}

}  // namespace splitvote
