// A value inside a JSON document together with its path: reading it says what was expected where.
//
// Every reader of the store takes documents apart through this; each failure is an InputError whose
// place is the JSON path.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/store/json_value.h"

namespace splitvote {

class JsonPlace {
 public:
  // The document must outlive the place.
  explicit JsonPlace(const Json& value, std::string path = "")
      : value_(&value), path_(std::move(path)) {}

  [[nodiscard]] const Json& value() const { return *value_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  // Throws InputError at this path: "expected <expectation>, found <this value>".
  [[noreturn]] void refuse(const std::string& expectation) const;
  // Throws InputError at this path with the phrase as it stands.
  [[noreturn]] void fault(const std::string& phrase) const;

  [[nodiscard]] JsonPlace member(std::string_view name, std::string_view meaning) const;
  [[nodiscard]] std::optional<JsonPlace> optional_member(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::string, JsonPlace>> members() const;
  [[nodiscard]] std::vector<JsonPlace> items(std::string_view meaning) const;
  // Refuses members that are not among `names`.
  void allow_only(std::initializer_list<std::string_view> names) const;

  [[nodiscard]] const std::string& string(std::string_view meaning) const;
  [[nodiscard]] bool boolean(std::string_view meaning) const;
  // Whole numbers in [least, most]; `meaning` as in "expected <meaning>, a whole number in 1..64,
  // found 65".
  [[nodiscard]] std::int64_t integer(std::string_view meaning, std::int64_t least,
                                     std::int64_t most) const;
  [[nodiscard]] std::uint64_t unsigned_integer(std::string_view meaning) const;
  // Nearest float32 of the decimal, or one of the strings that Json::float32 writes. Beyond float32
  // is refused.
  [[nodiscard]] float float32(std::string_view meaning) const;
  [[nodiscard]] double float64(std::string_view meaning) const;
  [[nodiscard]] std::vector<float> floats(std::string_view meaning) const;
  [[nodiscard]] std::vector<std::int32_t> integers(std::string_view meaning, std::int32_t least,
                                                   std::int32_t most) const;
  // `format` and `version` as every splitvote file begins.
  void check_format(std::string_view format, std::int64_t version) const;

 private:
  const Json* value_;
  std::string path_;
};

// A member name as a part of a path (RFC 6901: "~" is "~0", "/" is "~1").
std::string path_part(std::string_view name);

}  // namespace splitvote
