// What a compiler did to a finding's sampler, as one file for the compiler's maintainers.
//
// The file (compile_check.h of `jax`) compiles the sampler ahead of time as it was compiled when
// the finding was reached, and names the instructions that read numbers unrounded.
#pragma once

#include <string>

#include "harness/finding/finding.h"

namespace splitvote {

// About the uses of the finding's cause that the compiler left unrounded (variant_split: all that
// it did). `target` is one that reaches the finding; empty: the first that the file can be about.
// Throws InputError saying what is missing: a compiled program that reaches it with excess
// precision on and a plan that explains it, uses whose operand is of a narrow dtype, a sampler that
// is a program (a user's own function is a file already).
std::string emit_reached_check(const Finding& finding, const std::string& target);

}  // namespace splitvote
