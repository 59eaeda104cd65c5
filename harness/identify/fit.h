// A case at the shape that a program was compiled for.
//
// A compiled program serves one number of rows, ranks and tokens a rank, and even contiguous shards
// in rank order. Rows that the case lacks are copies of its row 0.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/case/case.h"

namespace splitvote {

struct CompiledShape {
  int rows = 1;
  std::int32_t tokens_per_rank = 0;
  int ranks = 1;

  // Of arrays as large as the logits: what takes the time.
  [[nodiscard]] std::int64_t elements() const {
    return std::int64_t{rows} * ranks * tokens_per_rank;
  }

  friend bool operator==(const CompiledShape&, const CompiledShape&) = default;
};

// "batch 8, 4 ranks of 32,768 tokens".
std::string to_string(const CompiledShape& shape);

// Empty when the shape serves the case; otherwise what about the case it cannot serve.
std::string misfit(const Case& test_case, const CompiledShape& shape);

// The case with `program`, rows to the shape's number, and the numbers that hold for it with its
// own program: a compiled one has no defaults. The case must fit.
Case fitted(const Case& test_case, std::shared_ptr<const Program> program,
            const CompiledShape& shape);

}  // namespace splitvote
