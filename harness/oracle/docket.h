// The rulings of one outcome while it is judged: the worst so far of each verdict. Private to the
// judge.
#pragma once

#include <array>
#include <optional>

#include "harness/oracle/judge.h"

namespace splitvote {

struct Judge::Docket {
  std::array<std::optional<Ruling>, kVerdicts.size()> worst;
  std::array<double, kVerdicts.size()> distance{};
};

struct Judge::Name {
  int rank;
  std::int64_t id;
  std::int32_t token;
};

}  // namespace splitvote
