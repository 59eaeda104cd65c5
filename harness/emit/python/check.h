// The check of an emitted Python file: one function per verdict, with the truth as a constant.
#pragma once

#include <string>

#include "harness/emit/reproducer.h"

namespace splitvote {

// `check(outcome)`, or `check(outcome, other)`: what happens and where, or None.
std::string print_check(const Reproducer& reproducer);

}  // namespace splitvote
