#include "harness/emit/python/combiner.h"

#include <limits>

namespace splitvote {
namespace {

std::string lowest_integer(Dtype dtype) {
  if (dtype == Dtype::kS32) return std::to_string(std::numeric_limits<std::int32_t>::min());
  if (dtype == Dtype::kS64) return std::to_string(std::numeric_limits<std::int64_t>::min());
  return "0";
}

std::string highest_integer(Dtype dtype) {
  switch (dtype) {
    case Dtype::kS32:
      return std::to_string(std::numeric_limits<std::int32_t>::max());
    case Dtype::kU32:
      return std::to_string(std::numeric_limits<std::uint32_t>::max());
    case Dtype::kS64:
      return std::to_string(std::numeric_limits<std::int64_t>::max());
    default:
      return std::to_string(std::numeric_limits<std::uint64_t>::max());
  }
}

}  // namespace

std::string start_of(Combine combine, Dtype dtype, std::string_view xp) {
  switch (combine) {
    case Combine::kMaximum:
      return is_float(dtype) ? "-" + std::string(xp) + ".inf" : lowest_integer(dtype);
    case Combine::kMinimum:
      return is_float(dtype) ? std::string(xp) + ".inf" : highest_integer(dtype);
    case Combine::kProduct:
      return "1";
    case Combine::kAnd:
      return dtype == Dtype::kS32 || dtype == Dtype::kS64 ? "-1" : highest_integer(dtype);
    default:
      return "0";
  }
}

std::string write_combiner(const Dialect& dialect, bool with_nan, Combine combine, Dtype dtype,
                           const std::string& adder) {
  const std::string xp = std::string(dialect.xp) + ".";
  const std::string own(dialect.scope.prefix);
  switch (combine) {
    case Combine::kMaximum:
      if (dtype == Dtype::kPred) return xp + "logical_or";
      return is_float(dtype) ? own + "maximum" : xp + "maximum";
    case Combine::kMinimum:
      if (dtype == Dtype::kPred) return xp + "logical_and";
      return is_float(dtype) ? own + "minimum" : xp + "minimum";
    case Combine::kProduct:
      return is_float(dtype) && with_nan ? own + "multiply" : xp + "multiply";
    case Combine::kAnd:
      return dtype == Dtype::kPred ? xp + "logical_and" : xp + "bitwise_and";
    case Combine::kOr:
      return dtype == Dtype::kPred ? xp + "logical_or" : xp + "bitwise_or";
    default:
      return is_float(dtype) ? adder : xp + "add";
  }
}

}  // namespace splitvote
