// Random cases for a program: layouts, logits and parameters, near ties and special numbers first.
#pragma once

#include <cstdint>
#include <memory>

#include "harness/case/case.h"

namespace splitvote {

enum class CaseSize {
  kMixed,  // V <= 64 in nine of ten, nearly all others <= 4,096
  kReal,   // 32k to 262k
};

Case random_case(std::shared_ptr<const Program> program, std::uint64_t seed, CaseSize size);

}  // namespace splitvote
