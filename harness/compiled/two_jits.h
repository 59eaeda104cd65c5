// Two compiled modules as one program: the second takes what the first gives.
#pragma once

#include <string>

#include "src/hlo/read_hlo.h"

namespace splitvote {

// The name of the second module's parameter that is the first one's result.
inline constexpr const char* kGivenByFirst = "given_by_first";

// `first` gives one value, by role "keep"; parameters of one name are one. Roles, promises and
// sizes are the second's; values of the first have "first." before their ids.
HloProgram two_jits(HloProgram first, HloProgram second);

}  // namespace splitvote
