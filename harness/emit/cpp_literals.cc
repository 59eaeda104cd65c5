#include <bit>
#include <cmath>
#include <cstdio>

#include "harness/emit/cpp_file.h"

namespace splitvote {

std::string cpp_type(Dtype dtype) {
  switch (dtype) {
    case Dtype::kPred:
      return "op::Pred";
    case Dtype::kS32:
      return "std::int32_t";
    case Dtype::kU32:
      return "std::uint32_t";
    case Dtype::kS64:
      return "std::int64_t";
    case Dtype::kU64:
      return "std::uint64_t";
    default:
      return "float";
  }
}

std::string cpp_float(float number) {
  if (std::isnan(number)) {
    char text[32];
    std::snprintf(text, sizeof text, "op::float_of(0x%08xu)", std::bit_cast<std::uint32_t>(number));
    return text;
  }
  if (std::isinf(number)) return number > 0 ? "INFINITY" : "-INFINITY";
  std::string text = decimal(number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

std::string cpp_number(Dtype dtype, const Held& held) {
  if (is_float(dtype)) return cpp_float(held.number);
  std::string number = std::to_string(held.whole);
  if (dtype == Dtype::kU64) number = std::to_string(static_cast<std::uint64_t>(held.whole)) + "u";
  if (dtype == Dtype::kU32) number += "u";
  // There is no literal for the lowest one.
  if (held.whole == INT64_MIN && dtype == Dtype::kS64) number = "-9223372036854775807 - 1";
  return cpp_type(dtype) + "{" + number + "}";
}

std::string cpp_string(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') out += '\\';
    out += character == '\n' ? ' ' : character;
  }
  return out + "\"";
}

std::string cpp_list(const std::vector<std::string>& items, std::size_t indent) {
  constexpr std::size_t kColumns = 98;
  std::string flat;
  for (const std::string& item : items) flat += (flat.empty() ? "" : ", ") + item;
  if (indent + flat.size() + 2 <= kColumns) return "{" + flat + "}";
  std::string out = "{", line;
  for (const std::string& item : items) {
    if (!line.empty() && indent + line.size() + item.size() + 4 > kColumns) {
      out += line + "\n" + std::string(indent + 1, ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + item + ",";
  }
  if (!line.empty()) line.pop_back();
  return out + line + "}";
}

}  // namespace splitvote
