// The one NaN that arithmetic gives here. Hardware and libraries disagree about NaN payloads and
// signs.
#pragma once

#include <bit>
#include <cstdint>

namespace splitvote {

inline constexpr float kCanonicalNan = std::bit_cast<float>(0x7fc00000u);

constexpr bool is_nan(float value) {
  return (std::bit_cast<std::uint32_t>(value) & 0x7fffffffu) > 0x7f800000u;
}
constexpr float canonical(float value) { return is_nan(value) ? kCanonicalNan : value; }

}  // namespace splitvote
