#include "tests/evaluate/mismatch.h"

#include <algorithm>
#include <utility>

#include "harness/generate/rng.h"
#include "src/evaluate/run.h"
#include "src/program/input_error.h"
#include "tests/evaluate/print.h"
#include "tests/reference/lockstep.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

const SweepLimits kSmallSweep = {4096, 14, nullptr};

std::vector<std::size_t> sampled_positions(const Sweep& swept, std::size_t count,
                                           std::uint64_t seed) {
  std::vector<std::size_t> positions;
  if (swept.plan_count() <= count) {
    for (std::size_t i = 0; i < swept.plan_count(); ++i) positions.push_back(i);
    return positions;
  }
  Rng rng(seed, 2);
  positions = {0, swept.plan_count() - 1};
  while (positions.size() < count) positions.push_back(rng.below(swept.plan_count()));
  return positions;
}

// Whether the program still passes its check and the two still disagree under some plan.
bool still_disagrees(const Case& test_case) {
  try {
    const Sweep swept = sweep(test_case, kSmallSweep);
    return disagreeing_plan(test_case, swept, 256, 0).has_value();
  } catch (const InputError&) {
    return false;
  }
}

bool accept(Case& kept, Case candidate) {
  if (!still_disagrees(candidate)) return false;
  kept = std::move(candidate);
  return true;
}

std::optional<Case> with_draft(const Case& test_case, ProgramDraft draft) {
  try {
    Case made = test_case;
    made.program = std::make_shared<const Program>(check_program(std::move(draft)));
    return made;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

void drop_observed(Case& kept) {
  const auto entries = kept.program->draft.observe.entries;
  for (const auto& entry : entries) {
    ProgramDraft draft = kept.program->draft;
    draft.observe.entries.erase(entry.first);
    if (auto made = with_draft(kept, std::move(draft))) accept(kept, std::move(*made));
  }
}

void drop_values(Case& kept) {
  for (std::size_t i = kept.program->values.size(); i-- > 0;) {
    ProgramDraft draft = kept.program->draft;
    if (i >= draft.values.size()) continue;
    draft.values.erase(draft.values.begin() + static_cast<std::ptrdiff_t>(i));
    if (auto made = with_draft(kept, std::move(draft))) accept(kept, std::move(*made));
  }
}

// A use of a value becomes a use of one of its operands: operations drop out of the middle.
void bypass_values(Case& kept) {
  for (std::size_t i = kept.program->values.size(); i-- > 0;) {
    const ProgramDraft& draft = kept.program->draft;
    if (i >= draft.values.size()) continue;
    const ValueDraft passed = draft.values[i];
    for (const std::string& instead : passed.of) {
      ProgramDraft candidate = kept.program->draft;
      for (ValueDraft& value : candidate.values)
        std::replace(value.of.begin(), value.of.end(), passed.id, instead);
      candidate.values.erase(candidate.values.begin() + static_cast<std::ptrdiff_t>(i));
      auto made = with_draft(kept, std::move(candidate));
      if (made && accept(kept, std::move(*made))) break;
    }
  }
}

void keep_one_row(Case& kept) {
  for (std::size_t row = 0; row < kept.logits.values.size() && kept.logits.rows > 1; ++row) {
    Case candidate = kept;
    candidate.logits.rows = 1;
    candidate.logits.values = {kept.logits.values[row]};
    accept(kept, std::move(candidate));
  }
}

void simplify_layout(Case& kept) {
  for (int ranks = 1; ranks < kept.layout.rank_count(); ++ranks) {
    Case candidate = kept;
    candidate.layout = even_layout(kept.layout.vocab_size, ranks);
    if (accept(kept, std::move(candidate))) break;
  }
  Case one_class = kept;
  std::fill(one_class.layout.rank_class.begin(), one_class.layout.rank_class.end(), 0);
  accept(kept, std::move(one_class));
  Case even = kept;
  even.layout = even_layout(kept.layout.vocab_size, kept.layout.rank_count());
  accept(kept, std::move(even));
}

void drop_tokens(Case& kept) {
  for (std::int32_t chunk = kept.layout.vocab_size / 2; chunk >= 1; chunk /= 2) {
    for (std::int32_t from = 0;
         from + chunk <= kept.layout.vocab_size && kept.layout.vocab_size > chunk;) {
      Case candidate = kept;
      for (auto& row : candidate.logits.values)
        row.erase(row.begin() + from, row.begin() + from + chunk);
      candidate.layout = even_layout(kept.layout.vocab_size - chunk, kept.layout.rank_count());
      if (!accept(kept, std::move(candidate))) from += chunk;
    }
  }
}

// The product's array of one value on one rank against the reference's u; empty when bit-equal.
std::string difference(const Array& product, const reference::Array& expected) {
  const std::size_t size = is_float(expected.dtype) ? expected.u.size() : expected.whole.size();
  if (product.count() != size) {
    return "the product has " + std::to_string(product.count()) + " elements, the reference " +
           std::to_string(size);
  }
  for (std::size_t i = 0; i < size; ++i) {
    const std::string got = element_text(product, i);
    const std::string want = element_text(expected, i);
    if (got != want)
      return "element " + std::to_string(i) + ": product " + got + ", reference " + want;
  }
  return "";
}

std::string first_difference(const Case& test_case, const Plan& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const LayoutMap map(test_case.layout);
  reference::Lockstep lockstep(test_case, map, logits, plan);
  lockstep.run();
  const Evaluator evaluator(evaluator_input(test_case, logits));
  std::string found;
  run(evaluator, plan, [&](int index, const DistributedRef& u) {
    if (!found.empty()) return;
    const Value& value = test_case.program->values[static_cast<std::size_t>(index)];
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const auto& expected = lockstep.at(index, rank);
      for (std::size_t element = 0; element < expected.size(); ++element) {
        const std::size_t at =
            element * static_cast<std::size_t>(map.rank_count()) + static_cast<std::size_t>(rank);
        const std::string text = difference(*u->arrays[at], expected[element]);
        if (text.empty()) continue;
        found = "first difference: u of \"" + value.id + "\" (" +
                std::string(operation(value.opcode).name) + "), rank " + std::to_string(rank) +
                ", part " + std::to_string(element) + ": " + text + "\n";
        return;
      }
    }
  });
  return found.empty() ? "no value differs when run step by step: sweep or decoding\n" : found;
}

}  // namespace

std::size_t plans_compared(const Sweep& swept, std::size_t plan_count_max) {
  return std::min(swept.plan_count(), plan_count_max);
}

std::optional<Plan> disagreeing_plan(const Case& test_case, const Sweep& swept,
                                     std::size_t plan_count_max, std::uint64_t seed) {
  const Reference reference(test_case);
  for (const std::size_t position : sampled_positions(swept, plan_count_max, seed)) {
    const Plan plan = split_plan(swept.plan_at(position), swept.site_count, swept.class_count);
    if (!(swept.outcomes[swept.outcome_of[position]] == reference.outcome(plan))) return plan;
  }
  return std::nullopt;
}

Case reduced_mismatch(Case test_case) {
  if (!still_disagrees(test_case)) return test_case;  // it takes more plans to see it
  for (int round = 0; round < 3; ++round) {
    drop_observed(test_case);
    keep_one_row(test_case);
    simplify_layout(test_case);
    drop_tokens(test_case);
    bypass_values(test_case);
    drop_values(test_case);
  }
  return test_case;
}

std::string describe_mismatch(const Case& test_case, const Plan& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  const Sweep swept = sweep(test_case, kSmallSweep);
  std::string text = program_text(test_case.program->draft) + case_text(test_case);
  text += "plan: " + to_string(*test_case.program, plan) + "\n";
  text += "reference:\n" + outcome_text(reference_outcome(test_case, plan));
  text += "product, run:\n" + outcome_text(run(evaluator, plan));
  for (std::size_t position = 0; position < swept.plan_count(); ++position) {
    const bool same =
        split_plan(swept.plan_at(position), swept.site_count, swept.class_count) == plan;
    if (same)
      text += "product, sweep:\n" + outcome_text(swept.outcomes[swept.outcome_of[position]]);
  }
  text += first_difference(test_case, plan);
  if (test_case.layout.vocab_size <= 16) text += Reference(test_case).trace(plan);
  return text;
}

}  // namespace splitvote
