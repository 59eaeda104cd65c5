#include "tests/reference/reference.h"

#include <cstdio>

#include "tests/reference/lockstep.h"
#include "tests/reference/observed.h"

namespace splitvote {
namespace {

constexpr std::size_t kTraceMax = 24;  // elements of one array that a trace shows

std::string text_of(const reference::Array& x) {
  std::string text = std::string(name(x.dtype)) + "[";
  for (const std::int64_t axis : x.axes) text += " " + std::to_string(axis);
  text += " ]";
  char buffer[64];
  for (std::size_t i = 0; i < std::min(x.u.size(), kTraceMax); ++i) {
    std::snprintf(buffer, sizeof buffer, " %a", static_cast<double>(x.u[i]));
    text += buffer;
    if (x.r.empty()) continue;
    std::snprintf(buffer, sizeof buffer, "(%a)", static_cast<double>(x.r[i]));
    text += buffer;
  }
  for (std::size_t i = 0; i < std::min(x.whole.size(), kTraceMax); ++i)
    text += " " + std::to_string(x.whole[i]);
  return text + (std::max(x.u.size(), x.whole.size()) > kTraceMax ? " ..." : "");
}

}  // namespace

Reference::Reference(const Case& test_case)
    : case_(&test_case),
      layout_(test_case.layout),
      rows_(materialize(test_case.logits, test_case.layout.vocab_size)) {}

Outcome Reference::outcome(const Plan& plan) const {
  reference::Lockstep lockstep(*case_, layout_, rows_, plan);
  lockstep.run();
  return reference::observed(*case_, layout_, lockstep);
}

std::string Reference::trace(const Plan& plan) const {
  reference::Lockstep lockstep(*case_, layout_, rows_, plan);
  lockstep.run();
  std::string text;
  const Program& program = *case_->program;
  for (std::size_t index = 0; index < program.values.size(); ++index) {
    for (int rank = 0; rank < layout_.rank_count(); ++rank) {
      text += program.values[index].id + " on rank " + std::to_string(rank) + ":";
      for (const reference::Array& x : lockstep.at(static_cast<int>(index), rank))
        text += " " + text_of(x);
      text += "\n";
    }
  }
  return text;
}

Outcome reference_outcome(const Case& test_case, const Plan& plan) {
  return Reference(test_case).outcome(plan);
}

}  // namespace splitvote
