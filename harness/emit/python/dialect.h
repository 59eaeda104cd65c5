// What differs between NumPy, JAX and PyTorch in the text of an emitted file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/emit/emit.h"
#include "harness/emit/held.h"
#include "harness/emit/python/prelude.h"
#include "src/numeric/dtype.h"

namespace splitvote {

struct Dialect {
  Language language;
  std::string_view xp;         // the namespace
  std::string_view framework;  // "NumPy", ...
  std::string_view needs;      // what was tested, for "how to run"
  Scope scope;                 // where its functions come from

  // "np.int32". PyTorch holds unsigned integers in int64.
  [[nodiscard]] std::string dtype(Dtype dtype) const;
  [[nodiscard]] std::string cast(const std::string& text, Dtype dtype) const;
  [[nodiscard]] std::string scalar(const Held& held, Dtype dtype) const;
  // Integers that are held in another dtype than their own, so that arithmetic on them is not the
  // framework's.
  [[nodiscard]] bool holds_otherwise(Dtype dtype) const;
};

// `with_nan`: a NaN occurs, so that its bits matter.
Dialect dialect_of(Language language, bool with_nan);
// NumPy's functions as a JAX or PyTorch file names them.
Dialect numpy_within(bool with_nan);

// "8.6875", "np.inf", "np.nan" with the namespace `xp`.
std::string python_number(float number, std::string_view xp);

}  // namespace splitvote
