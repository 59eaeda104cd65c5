// Where a finding is reached, as JSON.
#pragma once

#include "harness/finding/reached.h"
#include "harness/store/json_place.h"
#include "harness/store/json_value.h"

namespace splitvote {

Reached reached_of(const JsonPlace& place);
Json json_of(const Reached& reached);

}  // namespace splitvote
