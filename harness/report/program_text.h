// A program as text for people: its values with shapes, the sites derived from them, what is
// observed and promised.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "src/program/program.h"

namespace splitvote {

std::string programs_text(std::span<const std::shared_ptr<const Program>> programs, bool coloured);
std::string program_text(const Program& program, bool coloured);

}  // namespace splitvote
