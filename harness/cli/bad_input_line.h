// Bad input as the one line on stderr that goes with exit code 2.
#pragma once

#include <string>
#include <string_view>

#include "src/program/input_error.h"

namespace splitvote {

// "splitvote: file: place: expectation", without a newline: control characters that a file's name
// or content smuggled in are escaped, and an overlong quotation is cut.
std::string bad_input_line(const InputError& error);
std::string bad_input_line(std::string_view text);

}  // namespace splitvote
