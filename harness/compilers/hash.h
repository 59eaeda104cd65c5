// XXH3-128 as 32 letters: names for files, equal on every machine.
#pragma once

#include <string>
#include <string_view>

namespace splitvote {

std::string hash_of(std::string_view text);

}  // namespace splitvote
