// The plan as a compiler's HLO shows it: what each use of a narrow value reads, followed through
// the text of the compiled program.
//
// 1. The instructions of a consumer are those of its scope: the name that the sampler's source gave
//    it, which compilers carry in metadata (op_name).
// 2. From each of them the way up to the operand's producer is followed, through instructions of
//    the consumer and through what only moves or converts.
// 3. A way that crosses a value of a narrow dtype, or a reduce_precision, reads rounded numbers;
// one
//    that reaches the producer without crossing any reads unrounded ones.
// It is evidence about the text, not about outcomes: the machine code below may still differ.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

enum class TextReading : std::uint8_t {
  kRounded,
  kPromoted,
  kMixed,  // used twice, differently
  kOther,  // no way between the two scopes: rewritten, or a choice that the text does not show
};
inline constexpr std::array<std::string_view, 4> kReadNames = {"rounded", "promoted", "mixed",
                                                               "other"};
constexpr std::string_view name(TextReading read) {
  return kReadNames[static_cast<std::size_t>(read)];
}

// A program and the scope of each of its values; empty where it is not known.
struct Scoped {
  const Program& program;
  const std::vector<std::string>& scopes;
};

// [site of the sampler]
std::vector<TextReading> read_sites(const Scoped& sampler, const Scoped& compiled);

// The instruction of each site's consumer that reads the operand in the way that the site's reading
// says; -1 where that is kOther. [site of the sampler] value of the compiled program.
std::vector<int> reading_instructions(const Scoped& sampler, const Scoped& compiled);

}  // namespace splitvote
