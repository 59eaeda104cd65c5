// Operations that change nothing here: a value that holds, on every rank and under both extreme
// plans, the very numbers of one that it is computed from, gives way to that one.

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/reduce/passes.h"
#include "harness/reduce/reduced_program.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

using Contents = std::vector<std::vector<ContentId>>;  // [value][rank], of arrays; tuples: empty

Contents contents_under(const Evaluator& evaluator, const Plan& plan) {
  Contents contents(evaluator.program().values.size());
  run(evaluator, plan, [&](int index, const DistributedRef& u) {
    const auto at = static_cast<std::size_t>(index);
    if (evaluator.program().values[at].is_tuple) return;
    for (const ArrayRef& array : u->arrays) contents[at].push_back(array->id());
  });
  return contents;
}

// [value] the nearest value that it is computed from and never differs from; -1: none.
std::vector<int> stand_ins(const Case& test_case) {
  const Program& program = *test_case.program;
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  const int class_count = test_case.layout.class_count();
  const Contents rounded = contents_under(evaluator, all_rounded(class_count));
  const Contents promoted = contents_under(evaluator, all_promoted(program, class_count));
  const auto same = [&](std::size_t a, std::size_t b) {
    return !rounded[a].empty() && rounded[a] == rounded[b] && promoted[a] == promoted[b] &&
           program.values[a].elements[0].dtype == program.values[b].elements[0].dtype;
  };
  std::vector<int> result(program.values.size(), -1);
  for (std::size_t at = 0; at < program.values.size(); ++at) {
    if (!program.values[at].needed) continue;
    // Breadth first through what it is computed from.
    std::vector<int> reached = program.values[at].operands;
    std::vector<bool> seen(program.values.size(), false);
    for (std::size_t next = 0; next < reached.size() && result[at] < 0; ++next) {
      const auto from = static_cast<std::size_t>(reached[next]);
      if (seen[from]) continue;
      seen[from] = true;
      if (same(at, from)) result[at] = reached[next];
      const std::vector<int>& further = program.values[from].operands;
      reached.insert(reached.end(), further.begin(), further.end());
    }
  }
  return result;
}

void rename(ProgramDraft& draft, const std::string& from, const std::string& to) {
  for (ValueDraft& value : draft.values) {
    std::replace(value.of.begin(), value.of.end(), from, to);
    for (const char* attribute : {"like", "target"}) {
      const auto found = value.attributes.find(attribute);
      if (found != value.attributes.end() && found->second == AttributeValue(from)) {
        found->second = to;
      }
    }
  }
  for (auto& [what, roles] : draft.observe.entries) {
    for (auto& [role, id] : roles) {
      if (id == from) id = to;
    }
  }
}

}  // namespace

void reduce_operations(Reducer& reducer) {
  std::vector<int> stands_for;
  try {
    stands_for = stand_ins(reducer.best().test_case);
  } catch (const InputError&) {
    return;  // only where something else than the signature is interesting
  }
  const ProgramDraft before = reducer.best().test_case.program->draft;
  reducer.drop([&](Candidate& candidate, Keep& keep) {
    ProgramDraft draft = before;
    for (std::size_t at = stands_for.size(); at-- > 0;) {
      if (stands_for[at] < 0 || keep()) continue;
      rename(draft, draft.values[at].id, draft.values[static_cast<std::size_t>(stands_for[at])].id);
    }
    set_program(candidate, std::move(draft));
  });
}

}  // namespace splitvote
