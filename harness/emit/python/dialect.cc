#include "harness/emit/python/dialect.h"

#include <cmath>

#include "harness/emit/reproducer.h"

namespace splitvote {
namespace {

std::vector<std::string_view> folders(std::string_view own, std::string_view own_with_nan,
                                      bool with_nan) {
  if (!with_nan) return {own, "any"};
  return {own_with_nan, own, "any_with_nan", "any"};
}

}  // namespace

std::string Dialect::dtype(Dtype dtype) const {
  const std::string space = std::string(xp) + ".";
  switch (dtype) {
    case Dtype::kPred:
      return language == Language::kTorch ? "torch.bool" : space + "bool_";
    case Dtype::kS32:
      return space + "int32";
    case Dtype::kU32:
      return language == Language::kTorch ? "torch.int64" : space + "uint32";
    case Dtype::kS64:
      return space + "int64";
    case Dtype::kU64:
      return language == Language::kTorch ? "torch.int64" : space + "uint64";
    default:
      return space + "float32";
  }
}

std::string Dialect::cast(const std::string& text, Dtype to) const {
  return text + (language == Language::kTorch ? ".to(" : ".astype(") + dtype(to) + ")";
}

std::string Dialect::scalar(const Held& held, Dtype of) const {
  std::string number;
  if (is_float(of)) {
    number = python_number(held.number, xp);
  } else if (of == Dtype::kPred) {
    number = held.whole != 0 ? "True" : "False";
  } else if (of == Dtype::kU64 && language != Language::kTorch) {
    number = std::to_string(static_cast<std::uint64_t>(held.whole));
  } else {
    number = std::to_string(held.whole);
  }
  if (language != Language::kTorch) return dtype(of) + "(" + number + ")";
  return "torch.tensor(" + number + ", dtype=" + dtype(of) + ")";
}

bool Dialect::holds_otherwise(Dtype of) const {
  return language == Language::kTorch && (of == Dtype::kU32 || of == Dtype::kU64);
}

Dialect dialect_of(Language language, bool with_nan) {
  switch (language) {
    case Language::kJax:
      return {language,
              "jnp",
              "JAX",
              "JAX (tested with 0.10.2 on the CPU)",
              {folders("jax", "jax_with_nan", with_nan), "jnp", ""}};
    case Language::kTorch:
      return {language,
              "torch",
              "PyTorch",
              "PyTorch (tested with 1.13.1 on the CPU)",
              {folders("torch", "torch_with_nan", with_nan), "torch", ""}};
    default:
      return {Language::kNumpy,
              "np",
              "NumPy",
              "NumPy 1.24 or later",
              {folders("numpy", "numpy", with_nan), "np", ""}};
  }
}

Dialect numpy_within(bool with_nan) {
  Dialect numpy = dialect_of(Language::kNumpy, with_nan);
  numpy.scope.prefix = "numpy_";
  return numpy;
}

std::string python_number(float number, std::string_view xp) {
  if (std::isnan(number)) return std::string(xp) + ".nan";
  if (number == 0 && std::signbit(number)) return "-0.0";
  if (!std::isinf(number)) return decimal(number);
  return (number < 0 ? "-" : "") + std::string(xp) + ".inf";
}

}  // namespace splitvote
