// Element types of the sampler language, and what each can hold.
//
// Names are those of LLVM, ml_dtypes and StableHLO. Every floating-point type here is a subset of
// float32, so a value of any of them is stored and computed as float32; a narrow dtype says which
// float32 numbers are allowed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace splitvote {

enum class Dtype : std::uint8_t {
  kPred,
  kS8,
  kU8,
  kS16,
  kU16,
  kS32,
  kU32,
  kS64,
  kU64,
  kFloat8E4m3fn,
  kFloat8E5m2,
  kBfloat16,
  kFloat16,
  kTf32,
  kFloat32,
};

enum class DtypeKind : std::uint8_t { kPredicate, kSigned, kUnsigned, kFloat };

struct DtypeInfo {
  Dtype dtype;
  std::string_view name;
  DtypeKind kind;
  int storage_bits;   // in a program's arrays on a real machine; tf32 lives in 32 bits
  int mantissa_bits;  // explicit significand bits; 0 for integers
  int exponent_min;   // unbiased exponent of the smallest normal number; 0 for integers
  int exponent_max;   // unbiased exponent of the largest finite number; 0 for integers
};

// One row per dtype, in enum order. Sources: IEEE 754-2019; OCP 8-bit Floating Point Specification
// (OFP8) 1.0, table 1; NVIDIA PTX ISA 7.0 for tf32.
inline constexpr std::array<DtypeInfo, 15> kDtypes = {{
    {Dtype::kPred, "pred", DtypeKind::kPredicate, 8, 0, 0, 0},
    {Dtype::kS8, "s8", DtypeKind::kSigned, 8, 0, 0, 0},
    {Dtype::kU8, "u8", DtypeKind::kUnsigned, 8, 0, 0, 0},
    {Dtype::kS16, "s16", DtypeKind::kSigned, 16, 0, 0, 0},
    {Dtype::kU16, "u16", DtypeKind::kUnsigned, 16, 0, 0, 0},
    {Dtype::kS32, "s32", DtypeKind::kSigned, 32, 0, 0, 0},
    {Dtype::kU32, "u32", DtypeKind::kUnsigned, 32, 0, 0, 0},
    {Dtype::kS64, "s64", DtypeKind::kSigned, 64, 0, 0, 0},
    {Dtype::kU64, "u64", DtypeKind::kUnsigned, 64, 0, 0, 0},
    {Dtype::kFloat8E4m3fn, "float8_e4m3fn", DtypeKind::kFloat, 8, 3, -6, 8},
    {Dtype::kFloat8E5m2, "float8_e5m2", DtypeKind::kFloat, 8, 2, -14, 15},
    {Dtype::kBfloat16, "bfloat16", DtypeKind::kFloat, 16, 7, -126, 127},
    {Dtype::kFloat16, "float16", DtypeKind::kFloat, 16, 10, -14, 15},
    {Dtype::kTf32, "tf32", DtypeKind::kFloat, 32, 10, -126, 127},
    {Dtype::kFloat32, "float32", DtypeKind::kFloat, 32, 23, -126, 127},
}};

constexpr const DtypeInfo& info(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)]; }
constexpr std::string_view name(Dtype dtype) { return info(dtype).name; }
constexpr bool is_float(Dtype dtype) { return info(dtype).kind == DtypeKind::kFloat; }
constexpr bool is_integer(Dtype dtype) {
  return info(dtype).kind == DtypeKind::kSigned || info(dtype).kind == DtypeKind::kUnsigned;
}
// A floating-point dtype that does not hold every float32 number: rounding to it may change a
// value.
constexpr bool is_narrow(Dtype dtype) { return is_float(dtype) && dtype != Dtype::kFloat32; }

constexpr std::optional<Dtype> dtype_named(std::string_view text) {
  for (const DtypeInfo& row : kDtypes) {
    if (row.name == text) return row.dtype;
  }
  return std::nullopt;
}

// How a float32 number becomes one of a narrow dtype. The default is IEEE 754 round to nearest even
// with subnormals kept; the others are what named hardware and compilers do (research: conversion
// units of TPU, AVX512_BF16, TF32).
enum class RoundingMode : std::uint8_t { kNearestEven, kTowardZero, kTiesAway };
enum class Subnormals : std::uint8_t { kKept, kFlushed };

struct Narrowing {
  Dtype dtype = Dtype::kFloat32;
  RoundingMode mode = RoundingMode::kNearestEven;
  Subnormals subnormals = Subnormals::kKept;

  friend bool operator==(const Narrowing&, const Narrowing&) = default;
};

}  // namespace splitvote
