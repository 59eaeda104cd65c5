// The built-in samplers, parsed and checked once.
#pragma once

#include <memory>
#include <span>
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

// All of them, in the order of their names: what bytes of a fuzzing engine may name.
std::span<const std::shared_ptr<const Program>> builtin_programs();

// The program file as the build embedded it; empty when no built-in has this name.
std::string_view builtin_text(std::string_view name);

}  // namespace splitvote
