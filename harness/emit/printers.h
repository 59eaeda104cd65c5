// One function per language: the whole text of the file. Private to this room.
#pragma once

#include <string>

#include "harness/emit/reproducer.h"

namespace splitvote {

std::string print_cpp(const Reproducer& reproducer);

}  // namespace splitvote
