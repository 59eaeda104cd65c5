// What generated and mutated cases keep to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "harness/case/case_limits.h"
#include "src/layout/layout.h"

namespace splitvote {

struct GeneratorOptions {
  std::int32_t vocab_size_min = 1;
  std::int32_t vocab_size_max = kVocabSizeMax;
  int rank_count_min = 1;
  int rank_count_max = kRankCountMax;
  int row_count_min = 1;
  int row_count_max = 4;
  int planted_count_max = 64;  // a case stays readable, and below 1 KiB in the codec
  // Every case has this layout: programs that were compiled serve no other.
  std::optional<Layout> layout = {};
  std::map<std::string, double> numbers =
      {};  // parameters that every case is given with these numbers
};

}  // namespace splitvote
