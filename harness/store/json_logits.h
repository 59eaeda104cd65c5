// The `logits` of a case file, in its four spellings: values, bits, background + planted, or a
// tensor file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/store/json_place.h"

namespace splitvote {

struct ReadLogits {
  Logits logits;
  std::int32_t vocab_size = 0;  // 0: the layout's named vocabulary says
  std::vector<std::string> notices;
};

ReadLogits logits_of(const JsonPlace& place, const std::string& folder);
Json json_of(const Logits& logits, std::int32_t vocab_size);

}  // namespace splitvote
