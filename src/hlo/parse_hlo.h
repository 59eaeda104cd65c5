// HLO text into a module: `compiled.as_text()`, `lowered.as_text(dialect="hlo")`, an --xla_dump_to
// file.
//
// Tiles, memory spaces, file tables, backend_config and metadata other than op_name are skipped;
// other attributes stay text, for whoever lowers the instruction. Throws InputError, place
// "line N". Linear in the text; what nests (brackets, tuples, literals) is bounded.
#pragma once

#include <string_view>

#include "src/hlo/hlo_module.h"

namespace splitvote {

HloModule parse_hlo(std::string_view text);

}  // namespace splitvote
