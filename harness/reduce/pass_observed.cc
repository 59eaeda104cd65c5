// What is observed and promised, and with it every value that nothing observed depends on.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/reduce/passes.h"
#include "harness/reduce/reduced_program.h"

namespace splitvote {
namespace {

void walk_observed(Candidate& candidate, Keep& keep) {
  ProgramDraft draft = candidate.test_case.program->draft;
  auto& entries = draft.observe.entries;
  for (auto entry = entries.begin(); entry != entries.end();) {
    entry = keep() ? std::next(entry) : entries.erase(entry);
  }
  std::erase_if(draft.promises, [&](const std::string&) { return !keep(); });
  set_program(candidate, std::move(draft));
}

// Of `candidates` the ids without the mask, or the value of `top`.
void walk_roles(Candidate& candidate, Keep& keep) {
  ProgramDraft draft = candidate.test_case.program->draft;
  for (auto& [what, roles] : draft.observe.entries) {
    std::erase_if(roles, [&](const auto&) { return !keep(); });
  }
  set_program(candidate, std::move(draft));
}

}  // namespace

void reduce_observed(Reducer& reducer) {
  reducer.drop(walk_observed);
  reducer.drop(walk_roles);
}

}  // namespace splitvote
