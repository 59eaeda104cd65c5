// The tokens of one row from the greatest true logit down, as many as somebody asked for.
//
// Ties stand by ascending token, -0 equals +0, NaN tokens are left out. Few tokens are found
// through the row's block maxima, many by sorting the whole row once; either way the order is the
// same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/oracle/referee.h"

namespace splitvote {

class TokenOrder {
 public:
  // At least the first `count` tokens, or all that are no NaN when there are fewer. Keep asking
  // with the same row.
  const std::vector<std::int32_t>& first(std::size_t count, const TrueRow& row);

 private:
  std::vector<std::int32_t> tokens_;
  bool complete_ = false;
};

}  // namespace splitvote
