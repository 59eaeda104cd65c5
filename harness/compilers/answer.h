// What the helper answered, as data.
#pragma once

#include "harness/compilers/compiled.h"
#include "harness/compilers/fields.h"

namespace splitvote {

// `request`: what was sent, with the versions of compiler and JAX.
CompileResult read_answer(const Fields& request, const Fields& answer);

// "line one\nline two" as "line one".
std::string first_line(std::string_view text);

}  // namespace splitvote
