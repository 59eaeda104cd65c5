// Where a finding is reached, as JSON.
#pragma once

#include "harness/finding/reached.h"
#include "harness/store/json_place.h"
#include "harness/store/json_value.h"

namespace splitvote {

// By which compiler, for which target and shape: members of an object that has others too.
CompiledAs compiled_as_of(const JsonPlace& place);
void add_compiled_as(const CompiledAs& as, Json& object);

Reached reached_of(const JsonPlace& place);
Json json_of(const Reached& reached);

}  // namespace splitvote
