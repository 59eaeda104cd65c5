// HLO text, read, checked and run all-rounded on one case.
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/evaluate/run.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"
#include "src/program/input_error.h"

namespace splitvote {

inline std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("no file " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct ReadHlo {
  HloProgram read;
  Program program;

  explicit ReadHlo(const std::string& text, const HloInterface& interface = {})
      : read(read_hlo(parse_hlo(text), interface)), program(check_program(read.draft)) {}

  [[nodiscard]] Outcome run(const std::vector<std::vector<float>>& logits,
                            std::map<std::string, double> numbers, std::uint64_t seed = 0) const {
    const Layout layout = even_layout(read.tokens_per_rank * read.ranks, read.ranks);
    const Evaluator evaluator({&program, &layout, &logits, std::move(numbers), seed});
    return splitvote::run(evaluator, all_rounded(1));
  }
};

}  // namespace splitvote
