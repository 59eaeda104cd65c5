// The text of one operation in one dialect, whatever that dialect can serve.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/python/operations.h"

namespace splitvote {

std::string write_operation(const Dialect& dialect, bool with_nan, const Value& value,
                            const std::vector<Operand>& operands, const Details& details);

}  // namespace splitvote
