// One operation of the sampler language as a Python expression.
//
// Arithmetic, comparisons and what is natural in the framework are operators and its own functions;
// everything else is a call of a prelude function. Where the framework has no exact way, the
// expression is NumPy's, inside `by_numpy`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/emit/python/dialect.h"
#include "src/program/program.h"

namespace splitvote {

struct Operand {
  std::string text;                  // what a rank reads: "x[r]"
  const Element* element = nullptr;  // dtype and shape; null where only a text is needed
};

// What an operation needs beside its operands.
struct Details {
  std::int64_t count = 0;  // k of top_k, kth_value, approx_top_k
  std::string adder;       // the function that adds two partial results
  std::string shape;       // iota, broadcast: of the result; get_dimension_size: the size
  std::string bins;        // approx_top_k
  std::string region;      // reduce: the region's function
};

class Operations {
 public:
  Operations(Language language, bool with_nan)
      : native_(dialect_of(language, with_nan)),
        numpy_(numpy_within(with_nan)),
        with_nan_(with_nan) {}

  [[nodiscard]] const Dialect& dialect() const { return native_; }

  // u of the value on one rank, from what it reads. Not for parameters, constants, collectives.
  std::string expression(const Value& value, const std::vector<Operand>& operands,
                         const Details& details);
  // A function of two arguments: what an all_reduce or reduce combines by.
  std::string combiner(Combine combine, Dtype dtype, const std::string& adder);
  // The function that rounds to it; empty where nothing is rounded.
  std::string rounder(const Narrowing& narrowing);
  // "bfloat16(text)", or the text itself.
  std::string rounded(const std::string& text, const Narrowing& narrowing);
  // The function that adds float32 numbers and rounds the result; without `narrowing`, only adds.
  std::string adder(const Narrowing* narrowing);

  // Takes what a text names into the prelude.
  void use(const std::string& text) {
    prelude_.use(native_.scope, text);
    if (native_.language != Language::kNumpy) prelude_.use(numpy_.scope, text);
  }
  [[nodiscard]] const Prelude& prelude() const { return prelude_; }

 private:
  [[nodiscard]] std::string by_numpy(const Value& value, const std::vector<Operand>& operands,
                                     const Details& details) const;

  Dialect native_, numpy_;
  bool with_nan_;
  Prelude prelude_;
};

// "x[:, None]" where the operand lacks axes of the result.
std::string stretched(const Operand& operand, std::size_t axes);

}  // namespace splitvote
