// A case: a program, the logits it is given, how they are sharded, and the parameters. Plain data.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/layout/layout.h"
#include "src/program/program.h"

namespace splitvote {

// Distributions that fill the vocabulary behind the planted values; each is a pure function of
// (seed, row, token).
enum class BackgroundKind : std::uint8_t {
  kConstant,   // every token `center`
  kNormal,     // center + scale * (sum of four uniforms, centred, unit variance)
  kUniform,    // center + scale * u, u in [-1, 1)
  kZipf,       // center - scale * log(1 + position in a seeded permutation of the tokens)
  kQuantized,  // center + scale * (whole number in -8..8): many exact ties
};

struct Background {
  BackgroundKind kind = BackgroundKind::kConstant;
  std::uint64_t seed = 0;
  float center = 0;
  float scale = 1;

  friend bool operator==(const Background&, const Background&) = default;
};

struct Planted {
  std::int32_t row = 0;
  std::int32_t token = 0;
  float value = 0;
};

// One row of logits is either written out, or a background with planted values over it.
struct Logits {
  std::int32_t rows = 1;
  std::vector<std::vector<float>> values;  // [row][token]; empty: background + planted
  Background background;
  std::vector<Planted> planted;  // later entries win

  [[nodiscard]] bool explicit_values() const { return !values.empty(); }
};

// Parameters that the case gives, by name; a program's defaults fill the rest. temperature, top_p,
// min_p: float32; top_k, seed: integers. Seed travels as its 64 bits.
struct Parameters {
  std::map<std::string, double>
      numbers;  // exact: every float32 and every integer up to 2^53 is a double
  std::uint64_t seed = 0;

  friend bool operator==(const Parameters&, const Parameters&) = default;
};

struct Case {
  std::shared_ptr<const Program> program;
  Logits logits;
  Layout layout;
  Parameters parameters;
};

// The numbers that hold for its parameters: those that it gives, else the program's defaults.
std::map<std::string, double> numbers_in_force(const Case& test_case);

// Bit equality of everything, floats included (-0 is not 0; a NaN equals itself); programs by
// draft. What explicit values make meaningless (background, planted) is not compared.
bool same_case(const Case& a, const Case& b);

// Empty when the case lies within case_limits.h, its layout is consistent, its background is
// finite, its planted values lie in the vocabulary, and its parameters are ones that the program
// has, with numbers it may be given (parameter_domain.h). Otherwise the field at fault and what was
// expected ("planted/3: a token below 128, not 128").
std::string case_fault(const Case& test_case);

// [row][token], vocab_size numbers each: what the program's logits parameter is given, before
// rounding to its dtype. Exact: the same bits on every machine and compiler, at every SIMD level.
std::vector<std::vector<float>> materialize(const Logits& logits, std::int32_t vocab_size);

// One row of it; `out` has vocab_size numbers.
void materialize_row(const Logits& logits, std::int32_t vocab_size, std::int32_t row, float* out);

}  // namespace splitvote
