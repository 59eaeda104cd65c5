// The name that a finding keeps across inputs, vocabulary sizes, shard counts, machines and
// rebuilds.
#pragma once

#include <string>
#include <string_view>

#include "harness/oracle/verdict.h"
#include "src/program/program.h"

namespace splitvote {

// XXH3_128bits (seed 0; stable since xxHash 0.8.0)
// of "program|verdict|grade|cause", modulo 26^16 in base 26: sixteen letters a-z, the most
// significant first. The program goes by the name that signature_name gives it.
std::string signature_of(const Program& program, Verdict verdict, Grade grade,
                         std::string_view cause);

}  // namespace splitvote
