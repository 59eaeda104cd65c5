// HLO text without what only compilers need: what is left reads as the same program.
//
// Left out are tables of source lines and what refers to them, instructions' frontend_attributes
// (shardings in another notation), and backend_config (how code is generated), but for custom
// calls, of which it says what they do. It is nine tenths of a TPU's text.
#pragma once

#include <string>
#include <string_view>

namespace splitvote {

std::string readable_hlo(std::string_view text);

}  // namespace splitvote
