// Each number alone: equal to another one, or spelled shorter.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/reduce/ladder.h"
#include "harness/reduce/passes.h"
#include "src/numeric/dtype.h"
#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

constexpr std::size_t kFewNumbers = 8;  // more are tried with short texts only

// With ever fewer bits of its significand, the fewest first.
std::vector<double> with_fewer_bits(double number) {
  std::vector<double> fewer;
  if (!std::isfinite(number) || number == 0) return fewer;
  int exponent = 0;
  const double significand = std::frexp(number, &exponent);
  for (int bits = 1; bits <= 23; ++bits) {
    const double scaled = std::nearbyint(std::ldexp(significand, bits));
    fewer.push_back(std::ldexp(scaled, exponent - bits));
  }
  return fewer;
}

// With ever fewer decimals, the fewest first.
std::vector<double> with_fewer_decimals(double number) {
  std::vector<double> fewer;
  if (!std::isfinite(number) || std::abs(number) > 1e9) return fewer;
  for (double unit = 1; unit <= 1e6; unit *= 10) {
    fewer.push_back(static_cast<double>(static_cast<float>(std::nearbyint(number * unit) / unit)));
  }
  return fewer;
}

// The rungs that bfloat16 holds.
std::vector<float> exact_ladder(int text_length) {
  std::vector<float> exact;
  for (const float value : ladder(text_length)) {
    if (is_representable(value, Dtype::kBfloat16)) exact.push_back(value);
  }
  return exact;
}

// The first of the numbers that makes a simpler candidate which is interesting.
template <typename Numbers>
bool replace(Reducer& reducer, const NumberPlace& place, const Numbers& numbers) {
  for (const auto number : numbers) {
    Candidate candidate = reducer.best();
    set_number(candidate, place, static_cast<double>(number));
    if (reducer.consider(std::move(candidate))) return true;
  }
  return false;
}

}  // namespace

void reduce_digits(Reducer& reducer) {
  const std::vector<NumberPlace> places = number_places(reducer.best());
  const int text_length = !reducer.asking_is_cheap() ? 1 : places.size() <= kFewNumbers ? 3 : 2;
  for (const NumberPlace& place : places) {
    std::vector<double> others;
    for (const NumberPlace& other : logit_places(reducer.best())) {
      if (place.parameter.empty()) others.push_back(number_at(reducer.best(), other));
    }
    replace(reducer, place, others);
    const double number = number_at(reducer.best(), place);
    if (place.parameter.empty() && replace(reducer, place, exact_ladder(text_length))) continue;
    if (replace(reducer, place, ladder(text_length))) continue;
    if (replace(reducer, place, with_fewer_bits(number))) continue;
    replace(reducer, place, with_fewer_decimals(number));
  }
}

}  // namespace splitvote
