// A batch of cases, examined by several threads and handed back in case order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "harness/campaign/examine.h"
#include "harness/case/case.h"

namespace splitvote {

// One case of an epoch; `examined` is empty when it was not reached, or its sweep was stopped.
struct EpochCase {
  Case test_case;
  std::optional<Examined> examined;
  bool refused = false;  // the program cannot serve the case's layout
};

// What the threads run for case `index` of the epoch; it must not change what others read. Throws
// SweepStopped or InputError (examine.h).
using EpochWork = std::function<void(std::size_t index, EpochCase& result)>;

// Threads take cases in order until none is left or `ended()` is true. Calls `while_waiting` from
// the calling thread several times a second. `examined_count` counts up as cases are done.
std::vector<EpochCase> run_epoch(std::size_t case_count, int thread_count, const EpochWork& work,
                                 const std::function<bool()>& ended,
                                 const std::function<void()>& while_waiting);

}  // namespace splitvote
