// What was compiled for which target, as a table for people.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace splitvote {

struct CompiledLine {
  std::string target;
  std::string shape;     // "batch 8, vocab 32768, 4 ranks", or the arguments as given
  std::string compiler;  // "libtpu 0.0.52"
  std::string jax, flags;
  int ranks = 0;
  std::vector<std::string> arguments, outputs;  // "logits bf16[8,32768]", as the program has them
  double seconds = 0;
  bool cached = false;
  std::string file;     // that its optimized HLO was saved to
  std::string failure;  // why there is none
  std::string saved;    // the file that holds what a compiler failed on; may be empty
};

std::string compiled_text(std::span<const CompiledLine> lines, bool coloured);

}  // namespace splitvote
