// What elementwise operations on integers, preds and comparisons do to one element.
//
// Shared by the array kernels and by the regions that run element after element. Floats are
// src/numeric/arithmetic.h's. Preds are bool here, integers their own types.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "src/numeric/arithmetic.h"
#include "src/program/program.h"

namespace splitvote {

template <typename T>
constexpr T integer_operation(Opcode opcode, T a, T b) {
  if constexpr (std::is_same_v<T, bool>) {
    return opcode == Opcode::kAnd ? a && b : opcode == Opcode::kOr ? a || b : a != b;
  } else {
    using U = std::make_unsigned_t<T>;
    constexpr int kWidth = std::numeric_limits<U>::digits;
    const U ua = static_cast<U>(a), ub = static_cast<U>(b);
    const bool wide = ub >= static_cast<U>(kWidth);
    switch (opcode) {
      case Opcode::kAdd:
        return static_cast<T>(ua + ub);
      case Opcode::kSubtract:
        return static_cast<T>(ua - ub);
      case Opcode::kMultiply:
        return static_cast<T>(static_cast<std::uint64_t>(ua) * static_cast<std::uint64_t>(ub));
      case Opcode::kMultiplyHigh: {
        __extension__ using Signed = __int128;
        __extension__ using Unsigned = unsigned __int128;
        using Wide = std::conditional_t<std::is_signed_v<T>, Signed, Unsigned>;
        return static_cast<T>((static_cast<Wide>(a) * static_cast<Wide>(b)) >> kWidth);
      }
      case Opcode::kDivide:
        if (b == 0) return static_cast<T>(~U{0});
        if (std::is_signed_v<T> && static_cast<T>(ub + 1) == 0) return static_cast<T>(U{0} - ua);
        return static_cast<T>(a / b);
      case Opcode::kMaximum:
        return a > b ? a : b;
      case Opcode::kMinimum:
        return a < b ? a : b;
      case Opcode::kAnd:
        return static_cast<T>(ua & ub);
      case Opcode::kOr:
        return static_cast<T>(ua | ub);
      case Opcode::kXor:
        return static_cast<T>(ua ^ ub);
      case Opcode::kShiftLeft:
        return wide ? T{0} : static_cast<T>(ua << ub);
      case Opcode::kShiftRightLogical:
        return wide ? T{0} : static_cast<T>(ua >> ub);
      default: {  // shift_right_arithmetic: of the bits as a signed number
        using S = std::make_signed_t<T>;
        return static_cast<T>(static_cast<S>(a) >> (wide ? kWidth - 1 : static_cast<int>(ub)));
      }
    }
  }
}

// Calls visit with the opcode as a constant, so that the choice is made once and not per element.
template <typename Visit>
void with_integer_opcode(Opcode opcode, Visit visit) {
  switch (opcode) {
    case Opcode::kAdd:
      return visit(std::integral_constant<Opcode, Opcode::kAdd>{});
    case Opcode::kSubtract:
      return visit(std::integral_constant<Opcode, Opcode::kSubtract>{});
    case Opcode::kMultiply:
      return visit(std::integral_constant<Opcode, Opcode::kMultiply>{});
    case Opcode::kMultiplyHigh:
      return visit(std::integral_constant<Opcode, Opcode::kMultiplyHigh>{});
    case Opcode::kDivide:
      return visit(std::integral_constant<Opcode, Opcode::kDivide>{});
    case Opcode::kMaximum:
      return visit(std::integral_constant<Opcode, Opcode::kMaximum>{});
    case Opcode::kMinimum:
      return visit(std::integral_constant<Opcode, Opcode::kMinimum>{});
    case Opcode::kAnd:
      return visit(std::integral_constant<Opcode, Opcode::kAnd>{});
    case Opcode::kOr:
      return visit(std::integral_constant<Opcode, Opcode::kOr>{});
    case Opcode::kXor:
      return visit(std::integral_constant<Opcode, Opcode::kXor>{});
    case Opcode::kShiftLeft:
      return visit(std::integral_constant<Opcode, Opcode::kShiftLeft>{});
    case Opcode::kShiftRightLogical:
      return visit(std::integral_constant<Opcode, Opcode::kShiftRightLogical>{});
    default:
      return visit(std::integral_constant<Opcode, Opcode::kShiftRightArithmetic>{});
  }
}

template <typename T>
constexpr bool ordered(Direction direction, T a, T b) {
  switch (direction) {
    case Direction::kGe:
      return a >= b;
    case Direction::kGt:
      return a > b;
    case Direction::kLe:
      return a <= b;
    case Direction::kLt:
      return a < b;
    case Direction::kEq:
      return a == b;
    case Direction::kNe:
      return a != b;
  }
  return false;
}

// Calls visit with the direction as a constant.
template <typename Visit>
void with_direction(Direction direction, Visit visit) {
  switch (direction) {
    case Direction::kGe:
      return visit(std::integral_constant<Direction, Direction::kGe>{});
    case Direction::kGt:
      return visit(std::integral_constant<Direction, Direction::kGt>{});
    case Direction::kLe:
      return visit(std::integral_constant<Direction, Direction::kLe>{});
    case Direction::kLt:
      return visit(std::integral_constant<Direction, Direction::kLt>{});
    case Direction::kEq:
      return visit(std::integral_constant<Direction, Direction::kEq>{});
    case Direction::kNe:
      return visit(std::integral_constant<Direction, Direction::kNe>{});
  }
}

constexpr Comparison comparison_of(Direction direction) {
  switch (direction) {
    case Direction::kGe:
      return Comparison::kGe;
    case Direction::kGt:
      return Comparison::kGt;
    case Direction::kLe:
      return Comparison::kLe;
    case Direction::kLt:
      return Comparison::kLt;
    case Direction::kEq:
      return Comparison::kEq;
    case Direction::kNe:
      return Comparison::kNe;
  }
  return Comparison::kNe;
}

template <typename To, typename From>
To convert_number(From v) {
  if constexpr (std::is_same_v<From, float>) {
    if constexpr (std::is_same_v<To, bool>) {
      return !(v == 0.0F);
    } else {
      if (std::isnan(v)) return To{0};
      // 2^digits is the first float beyond the type, the lowest value (0 or -2^digits) is a float
      // itself.
      const float beyond = std::ldexp(1.0F, std::numeric_limits<To>::digits);
      if (v >= beyond) return std::numeric_limits<To>::max();
      if (v <= static_cast<float>(std::numeric_limits<To>::lowest()))
        return std::numeric_limits<To>::lowest();
      return static_cast<To>(v);
    }
  } else if constexpr (std::is_same_v<To, bool>) {
    return v != From{0};
  } else {
    return static_cast<To>(v);
  }
}

}  // namespace splitvote
