// What was tried against a finding, as JSON.
#pragma once

#include "harness/finding/trial.h"
#include "harness/store/json_place.h"
#include "harness/store/json_value.h"

namespace splitvote {

Trial trial_of(const JsonPlace& place);
Json json_of(const Trial& trial);

}  // namespace splitvote
