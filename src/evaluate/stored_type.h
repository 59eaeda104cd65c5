// From a dtype to the C++ type that stores it in an Array.
#pragma once

#include <cstdint>
#include <type_traits>

#include "src/numeric/dtype.h"

namespace splitvote {

// Calls visit with a zero of the type that stores `dtype`: bool for pred, float for every
// floating-point dtype.
template <typename Visit>
void with_stored_type(Dtype dtype, Visit visit) {
  switch (dtype) {
    case Dtype::kPred:
      visit(bool{});
      break;
    case Dtype::kS8:
      visit(std::int8_t{});
      break;
    case Dtype::kU8:
      visit(std::uint8_t{});
      break;
    case Dtype::kS16:
      visit(std::int16_t{});
      break;
    case Dtype::kU16:
      visit(std::uint16_t{});
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

// A type of `with_stored_type` that holds integers.
template <typename T>
inline constexpr bool kIsInteger = !std::is_same_v<T, float> && !std::is_same_v<T, bool>;

}  // namespace splitvote
