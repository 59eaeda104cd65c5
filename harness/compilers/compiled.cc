#include "harness/compilers/compiled.h"

namespace splitvote {

std::string flags_of(const CompileRequest& request) {
  std::map<std::string, std::string> options = request.options;
  options["xla_allow_excess_precision"] = request.excess_precision ? "true" : "false";
  // Without a chip there is nothing to measure: the compiler takes its default kernels.
  if (request.target->platform == Platform::kCuda) options["xla_gpu_autotune_level"] = "0";
  std::string flags;
  for (const auto& [option, value] : options) {
    flags += (flags.empty() ? "" : " ") + option + "=" + value;
  }
  return flags;
}

std::string CompiledText::evidence() const {
  return "optimized HLO of " + compiler + " for " + target;
}

}  // namespace splitvote
