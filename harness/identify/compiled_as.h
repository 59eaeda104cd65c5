// By which compiler, for which chip and shape: the name of the evidence that a compiled program is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/identify/fit.h"

namespace splitvote {

// How a compiler is told to keep every cast.
inline constexpr std::string_view kNoExcessPrecision = "xla_allow_excess_precision=false";

// Whether that stands among the flags: those of a CompiledAs, or all that a compiler was given.
bool keeps_every_cast(std::string_view flags);

// What is said of each class of ranks, "tpu-v4,tpu-v5e": one part, or a fleet's two.
std::vector<std::string> parts_by_class(const std::string& text);

struct CompiledAs {
  std::string target;    // "tpu-v5e"; ranks on different chips: "tpu-v4,tpu-v5e"
  std::string compiler;  // "libtpu 0.0.52"
  std::string flags;     // empty: the compiler's defaults; else kNoExcessPrecision
  CompiledShape shape;
  std::string variant;  // what was asked of the compiler besides: "extra output div.3", "bystander
                        // div.3", "two jits at div.3"; empty: the sampler as it is

  // "optimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768 tokens, extra
  // output div.3". Never "on the chip": the machine code below can still differ.
  [[nodiscard]] std::string evidence() const;
  // "tpu": the first letters of the target, by which causes name what no plan explains.
  [[nodiscard]] std::string family() const { return target.substr(0, target.find('-')); }

  friend bool operator==(const CompiledAs&, const CompiledAs&) = default;
};

}  // namespace splitvote
