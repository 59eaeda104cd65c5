#include "harness/store/json_value.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/store/json_place.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::size_t kDepthMax =
    64;  // a program in a case in a finding is 8 deep; recursion stays shallow

std::string place_in_text(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return "line " + std::to_string(line) + ", column " +
         std::to_string(std::max<std::size_t>(1, before.size() - line_start));
}

// Builds the document while the library reads the text.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(std::string_view text) : text_(text) {}

  bool null() override { return put(Json()); }
  bool boolean(bool truth) override { return put(Json(truth)); }
  // The library reads "-0" as the integer 0, and hands non-negative numbers to number_unsigned.
  bool number_integer(number_integer_t number) override {
    return put(Json(Json::Number{number == 0 ? "-0" : std::to_string(number)}));
  }
  bool number_unsigned(number_unsigned_t number) override {
    return put(Json::unsigned_integer(number));
  }
  bool number_float(number_float_t, const string_t& text) override {
    return put(Json(Json::Number{text}));
  }
  bool string(string_t& text) override { return put(Json(std::move(text))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back().value.find(name) != nullptr) {
      throw InputError(path() + "/" + path_part(name), "this name stands twice in one object");
    }
    open_.back().name = name;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error ...": what
    // follows is ours to keep.
    std::string message = error.what();
    const std::size_t bracket = message.find("] ");
    if (bracket != std::string::npos) message.erase(0, bracket + 2);
    if (message.rfind("parse error", 0) == 0 && message.find(": ") != std::string::npos) {
      message.erase(0, message.find(": ") + 2);
    }
    throw InputError(place_in_text(text_, position), "expected JSON: " + message);
  }

  Json take() { return std::move(root_); }

 private:
  struct Open {
    std::string name;  // object: the member being read
    Json value;
  };

  bool put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.items() != nullptr) {
      open_.back().value.add(std::move(value));
    } else {
      open_.back().value.add(open_.back().name, std::move(value));
    }
    return true;
  }
  bool open(Json value) {
    if (open_.size() == kDepthMax) {
      throw InputError(path(),
                       "expected JSON at most " + std::to_string(kDepthMax) + " levels deep");
    }
    open_.push_back({"", std::move(value)});
    return true;
  }
  bool close() {
    Json value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }
  [[nodiscard]] std::string path() const {
    std::string path;
    for (std::size_t level = 0; level + 1 < open_.size(); ++level) {
      const Json::Items* items = open_[level].value.items();
      path +=
          "/" + (items != nullptr ? std::to_string(items->size()) : path_part(open_[level].name));
    }
    return path;
  }

  std::string_view text_;
  std::vector<Open> open_;
  Json root_;
};

template <typename Float>
std::string shortest(Float number) {
  char buffer[64];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, number);
  std::string text(buffer, end.ptr);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";  // 3 is an integer, 3.0 is not
  return text;
}

}  // namespace

Json Json::integer(std::int64_t number) { return Json(Number{std::to_string(number)}); }
Json Json::unsigned_integer(std::uint64_t number) { return Json(Number{std::to_string(number)}); }

Json Json::float32(float number) {
  if (std::isinf(number)) return Json(number > 0 ? "inf" : "-inf");
  if (std::isnan(number)) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(number);
    if (bits == 0x7fc00000U) return Json("nan");
    char text[24];
    std::snprintf(text, sizeof text, "nan:0x%08x", bits);
    return Json(std::string(text));
  }
  return Json(Number{shortest(number)});
}

Json Json::float64(double number) {
  if (std::isinf(number)) return Json(number > 0 ? "inf" : "-inf");
  if (std::isnan(number)) return Json("nan");
  return Json(Number{shortest(number)});
}

const Json* Json::find(std::string_view name) const {
  if (const Members* all = members()) {
    for (const auto& [member_name, value] : *all) {
      if (member_name == name) return &value;
    }
  }
  return nullptr;
}

void Json::add(Json item) { std::get<Items>(data_).push_back(std::move(item)); }
void Json::add(std::string name, Json value) {
  std::get<Members>(data_).emplace_back(std::move(name), std::move(value));
}

Json parse_json(std::string_view text) {
  Builder builder(text);
  // Errors leave through Builder::parse_error as InputErrors, so the result is always true.
  nlohmann::json::sax_parse(text, &builder);
  return builder.take();
}

}  // namespace splitvote
