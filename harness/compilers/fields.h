// Named texts, written so that a program reads them back exactly and a person can read them too:
// for each a line "NAME BYTES", the bytes, a newline. What the helper and the cache speak.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

struct Field {
  std::string name;  // of letters, digits, '-' and '_'
  std::string text;

  friend bool operator==(const Field&, const Field&) = default;
};
using Fields = std::vector<Field>;

std::string write_fields(const Fields& fields);
// Nothing unless write_fields wrote all of it.
std::optional<Fields> parse_fields(std::string_view text);

// The first of that name; empty when there is none.
std::string_view text_of(const Fields& fields, std::string_view name);
std::vector<std::string> texts_of(const Fields& fields, std::string_view name);

}  // namespace splitvote
