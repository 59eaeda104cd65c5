#include "harness/store/json_place.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

template <typename Number>
std::optional<Number> parsed(const std::string& text) {
  Number number{};
  const std::from_chars_result end =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> special(const std::string& text) {
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

// The bits of "nan" and "nan:0x7fc00001".
std::optional<std::uint32_t> nan_bits(const std::string& text) {
  if (text == "nan") return 0x7fc00000U;
  constexpr std::string_view prefix = "nan:0x";
  if (text.size() != prefix.size() + 8 || text.compare(0, prefix.size(), prefix) != 0)
    return std::nullopt;
  std::uint32_t bits = 0;
  const char* const end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data() + prefix.size(), end, bits, 16);
  if (result.ec != std::errc{} || result.ptr != end || (bits & 0x7fffffffU) <= 0x7f800000U) {
    return std::nullopt;
  }
  return bits;
}

// from_chars says "out of range" of what underflows, too; a decimal too small for a float32 is a
// zero of its sign.
std::optional<float> nearest_float(const std::string& text) {
  if (const std::optional<float> number = parsed<float>(text)) return number;
  const std::optional<double> wide = parsed<double>(text);
  const double bound = static_cast<double>(std::numeric_limits<float>::denorm_min());
  if (!wide.has_value()) return std::nullopt;
  if (std::fabs(*wide) < bound) return std::signbit(*wide) ? -0.0F : 0.0F;
  return std::nullopt;
}

std::optional<float> float_of(const Json& value) {
  if (const Json::Number* number = value.number()) return nearest_float(number->text);
  if (const std::string* text = value.string()) {
    if (const std::optional<double> infinity = special(*text)) return static_cast<float>(*infinity);
    if (const std::optional<std::uint32_t> bits = nan_bits(*text))
      return std::bit_cast<float>(*bits);
  }
  return std::nullopt;
}

std::string float_expectation(std::string_view meaning) {
  return std::string(meaning) + ", a float32 number, \"inf\", \"-inf\" or \"nan\"";
}

}  // namespace

std::string path_part(std::string_view name) {
  std::string part;
  for (const char character : name) {
    if (character == '~') {
      part += "~0";
    } else if (character == '/') {
      part += "~1";
    } else {
      part += character;
    }
  }
  return part;
}

void JsonPlace::refuse(const std::string& expectation) const {
  throw InputError(path_, "expected " + expectation + ", found " + describe(*value_));
}

void JsonPlace::fault(const std::string& phrase) const { throw InputError(path_, phrase); }

JsonPlace JsonPlace::member(std::string_view name, std::string_view meaning) const {
  if (const std::optional<JsonPlace> place = optional_member(name)) return *place;
  throw InputError(path_ + "/" + path_part(name),
                   "expected " + std::string(meaning) + ", found nothing");
}

std::optional<JsonPlace> JsonPlace::optional_member(std::string_view name) const {
  if (value_->members() == nullptr) refuse("an object");
  const Json* found = value_->find(name);
  if (found == nullptr) return std::nullopt;
  return JsonPlace(*found, path_ + "/" + path_part(name));
}

std::vector<std::pair<std::string, JsonPlace>> JsonPlace::members() const {
  if (value_->members() == nullptr) refuse("an object");
  std::vector<std::pair<std::string, JsonPlace>> places;
  for (const auto& [name, value] : *value_->members()) {
    places.emplace_back(name, JsonPlace(value, path_ + "/" + path_part(name)));
  }
  return places;
}

std::vector<JsonPlace> JsonPlace::items(std::string_view meaning) const {
  if (value_->items() == nullptr) refuse(std::string(meaning) + ", a list");
  std::vector<JsonPlace> places;
  for (const Json& item : *value_->items()) {
    places.emplace_back(item, path_ + "/" + std::to_string(places.size()));
  }
  return places;
}

void JsonPlace::allow_only(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, place] : members()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::string list;
    for (const std::string_view allowed : names) {
      if (!list.empty()) list += ", ";
      list += allowed;
    }
    place.fault("no such member; expected one of " + list);
  }
}

const std::string& JsonPlace::string(std::string_view meaning) const {
  if (value_->string() == nullptr) refuse(std::string(meaning) + ", a string");
  return *value_->string();
}

bool JsonPlace::boolean(std::string_view meaning) const {
  if (value_->boolean() == nullptr) refuse(std::string(meaning) + ", true or false");
  return *value_->boolean();
}

std::int64_t JsonPlace::integer(std::string_view meaning, std::int64_t least,
                                std::int64_t most) const {
  if (const Json::Number* number = value_->number()) {
    const std::optional<std::int64_t> whole = parsed<std::int64_t>(number->text);
    if (whole.has_value() && *whole >= least && *whole <= most) return *whole;
  }
  refuse(std::string(meaning) + ", a whole number in " + std::to_string(least) + ".." +
         std::to_string(most));
}

std::uint64_t JsonPlace::unsigned_integer(std::string_view meaning) const {
  if (const Json::Number* number = value_->number()) {
    if (const std::optional<std::uint64_t> whole = parsed<std::uint64_t>(number->text))
      return *whole;
  }
  refuse(std::string(meaning) + ", a whole number in 0..2^64-1");
}

float JsonPlace::float32(std::string_view meaning) const {
  if (const std::optional<float> number = float_of(*value_)) return *number;
  refuse(float_expectation(meaning));
}

double JsonPlace::float64(std::string_view meaning) const {
  if (const Json::Number* number = value_->number()) {
    if (const std::optional<double> parsed_number = parsed<double>(number->text))
      return *parsed_number;
  } else if (const std::string* text = value_->string()) {
    if (const std::optional<double> infinity = special(*text)) return *infinity;
    if (*text == "nan") return std::numeric_limits<double>::quiet_NaN();
  }
  refuse(std::string(meaning) + ", a number");
}

std::vector<float> JsonPlace::floats(std::string_view meaning) const {
  if (value_->items() == nullptr) refuse(std::string(meaning) + ", a list of numbers");
  std::vector<float> numbers;
  numbers.reserve(value_->items()->size());
  for (const Json& item : *value_->items()) {
    const std::optional<float> number = float_of(item);
    if (!number.has_value()) {
      JsonPlace(item, path_ + "/" + std::to_string(numbers.size()))
          .refuse(float_expectation("one number"));
    }
    numbers.push_back(*number);
  }
  return numbers;
}

std::vector<std::int32_t> JsonPlace::integers(std::string_view meaning, std::int32_t least,
                                              std::int32_t most) const {
  std::vector<std::int32_t> numbers;
  for (const JsonPlace& item : items(meaning)) {
    numbers.push_back(static_cast<std::int32_t>(item.integer(meaning, least, most)));
  }
  return numbers;
}

void JsonPlace::check_format(std::string_view format, std::int64_t version) const {
  std::string quoted = "\"";
  quoted += format;
  quoted += '"';
  const JsonPlace named = member("format", quoted);
  if (named.string("the file's format") != format) named.refuse(quoted);
  const JsonPlace numbered = member("version", std::to_string(version));
  (void)numbered.integer("a version that this splitvote reads", version, version);
}

}  // namespace splitvote
