// One function per language: the whole text of the file. Private to this room.
#pragma once

#include <string>

#include "harness/emit/emit.h"
#include "harness/emit/reproducer.h"

namespace splitvote {

std::string print_cpp(const Reproducer& reproducer);
std::string print_python(const Reproducer& reproducer, Language language);

}  // namespace splitvote
