// A JSON document as plain data: parsed with places for error messages, and written the one way
// that splitvote writes.
//
// Numbers keep the text they were written with, so that nothing between file and use can round
// them. Members keep their order; a name given twice is refused. The JSON library stands behind
// parse_json alone (json_value.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace splitvote {

class Json {
 public:
  struct Number {
    std::string text;
  };
  using Items = std::vector<Json>;
  using Members = std::vector<std::pair<std::string, Json>>;

  Json() = default;                                          // null
  Json(bool truth) : data_(truth) {}                         // NOLINT(google-explicit-constructor)
  Json(Number number) : data_(std::move(number)) {}          // NOLINT(google-explicit-constructor)
  Json(std::string text) : data_(std::move(text)) {}         // NOLINT(google-explicit-constructor)
  Json(std::string_view text) : data_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  Json(const char* text) : data_(std::string(text)) {}       // NOLINT(google-explicit-constructor)
  Json(Items items) : data_(std::move(items)) {}             // NOLINT(google-explicit-constructor)
  Json(Members members) : data_(std::move(members)) {}       // NOLINT(google-explicit-constructor)

  static Json array() { return Json(Items{}); }
  static Json object() { return Json(Members{}); }
  static Json integer(std::int64_t number);
  static Json unsigned_integer(std::uint64_t number);
  // Shortest decimals that read back bit-equal, never spelt as a whole number; "inf", "-inf", "nan"
  // or "nan:0x7fc00001" as strings.
  static Json float32(float number);
  static Json float64(double number);  // a NaN's payload is not kept

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&data_); }
  [[nodiscard]] const Number* number() const { return std::get_if<Number>(&data_); }
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const Items* items() const { return std::get_if<Items>(&data_); }
  [[nodiscard]] const Members* members() const { return std::get_if<Members>(&data_); }
  [[nodiscard]] const Json* find(
      std::string_view name) const;  // null: not an object, or no such member

  // Adds to an array, or a member to an object (whoever builds a document knows which it is).
  void add(Json item);
  void add(std::string name, Json value);

 private:
  std::variant<std::monostate, bool, Number, std::string, Items, Members> data_;
};

// Throws InputError; the place is "line L, column C", or a JSON path when a name stands twice.
Json parse_json(std::string_view text);

// Two spaces of indent; what fits a line of 100 columns stands on one; ends with a newline.
std::string write_json(const Json& value);

// "an object", "the number 3", "the string \"x\"": as error messages name what was found.
std::string describe(const Json& value);

}  // namespace splitvote
