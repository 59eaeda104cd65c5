// The sizes that a compiled sampler has: every one a whole number, the same on all ranks.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/layout/layout.h"
#include "src/program/program.h"

namespace splitvote {

struct JaxShapes {
  int batch = 1;
  int tokens_per_rank = 1;
  int ranks = 1;
  std::map<std::string, std::int64_t>
      counts;  // integer parameters that top_k and kth_value count by
};

// Throws InputError, place "/layout/...", for what one compiled program cannot serve: shards of
// unequal size, several gather stages, and, where random numbers are drawn by token, shards that
// are not contiguous, in order and without padding.
JaxShapes shapes_of(const Program& program, const Layout& layout, int batch,
                    std::map<std::string, std::int64_t> counts);

// Dims of a program as numbers, and as JAX source ("BATCH", "TOKENS_PER_RANK", "TOP_K", "40").
class JaxSizes {
 public:
  // Throws InputError when a count has neither a number nor a default, or a size is no positive
  // one.
  JaxSizes(const Program& program, const JaxShapes& shapes);

  [[nodiscard]] const JaxShapes& shapes() const { return shapes_; }
  // Parameters that count, with their numbers.
  [[nodiscard]] const std::map<std::string, std::int64_t>& counts() const { return counts_; }
  [[nodiscard]] std::int64_t size(const Dim& dim) const;
  [[nodiscard]] std::int64_t count(const Count& count) const;
  [[nodiscard]] std::string text(const Dim& dim) const;
  [[nodiscard]] std::string text(const std::vector<Dim>& shape) const;  // "(BATCH, 40)"

 private:
  JaxShapes shapes_;
  std::map<std::string, std::int64_t> counts_;
};

// What the module calls the constant of a count: "TOP_K" for top_k.
std::string constant_name(const std::string& parameter);

}  // namespace splitvote
