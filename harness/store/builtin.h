// The built-in samplers, parsed and checked once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

// Ascending.
const std::vector<std::string>& builtin_names();

// Null when no built-in has this name. Every caller receives the same object; safe from several
// threads. A built-in that is no valid program is our own mistake: it ends the process with a
// sentence.
std::shared_ptr<const Program> builtin_program(std::string_view name);

// The program file as the build embedded it; empty when no built-in has this name.
std::string_view builtin_text(std::string_view name);

}  // namespace splitvote
