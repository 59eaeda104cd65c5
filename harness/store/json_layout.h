// The `layout` of a case file: as terse as the layout allows, checked by layout_fault.
#pragma once

#include <cstdint>

#include "harness/store/json_place.h"
#include "src/layout/layout.h"

namespace splitvote {

// `vocab_size` is the logits', or 0 when only a named vocabulary can say.
Layout layout_of(const JsonPlace& place, std::int32_t vocab_size);
Json json_of(const Layout& layout);

}  // namespace splitvote
