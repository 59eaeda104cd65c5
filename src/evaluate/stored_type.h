// From a dtype to the C++ type that stores it in an Array.
#pragma once

#include <cstdint>

#include "src/numeric/dtype.h"

namespace splitvote {

// Calls visit with a zero of the type that stores `dtype`: uint8_t for pred, float for every
// floating-point dtype.
template <typename Visit>
void with_stored_type(Dtype dtype, Visit visit) {
  switch (dtype) {
    case Dtype::kPred:
      visit(std::uint8_t{});
      break;
    case Dtype::kS32:
      visit(std::int32_t{});
      break;
    case Dtype::kU32:
      visit(std::uint32_t{});
      break;
    case Dtype::kS64:
      visit(std::int64_t{});
      break;
    case Dtype::kU64:
      visit(std::uint64_t{});
      break;
    default:
      visit(float{});
  }
}

}  // namespace splitvote
