// One attribute after another of a draft, typed, each checked against the operation table.
//
// Private to this room. Refuses at construction what the operation does not have and what it lacks,
// then each attribute that is not of its kind.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "src/program/checker.h"

namespace splitvote {

class AttributeReader {
 public:
  AttributeReader(const ValueDraft& draft, const Operation& row, const CheckScope& scope)
      : draft_(draft), row_(row), scope_(scope) {
    for (const auto& [name, value] : draft.attributes) {
      if (spec(name) == nullptr) {
        std::string known;
        for (const AttributeSpec& each : row.attributes)
          known += (known.empty() ? "" : ", ") + std::string(each.name);
        scope.refuse("/" + name,
                     std::string(row.name) + " has no such attribute" +
                         (known.empty() ? " (it has none)" : " (it has: " + known + ")"));
      }
    }
    for (const AttributeSpec& each : row.attributes) {
      if (each.required && !has(std::string(each.name))) {
        scope.refuse(
            "", std::string(row.name) + " needs the attribute \"" + std::string(each.name) + "\"");
      }
    }
  }

  [[nodiscard]] bool has(const std::string& name) const {
    return draft_.attributes.count(name) != 0;
  }

  [[nodiscard]] std::int64_t integer(const std::string& name, std::int64_t fallback,
                                     std::int64_t least, std::int64_t most) const {
    if (!has(name)) return fallback;
    const auto* number = std::get_if<std::int64_t>(&draft_.attributes.at(name));
    if (number == nullptr || *number < least || *number > most) {
      scope_.refuse("/" + name, "expected a whole number from " + std::to_string(least) + " to " +
                                    std::to_string(most));
    }
    return *number;
  }

  // A list of whole numbers from `least` to 2^31 - 1.
  [[nodiscard]] std::vector<std::int64_t> integers(const std::string& name,
                                                   std::int64_t least) const {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    const auto* list =
        has(name) ? std::get_if<std::vector<std::int64_t>>(&draft_.attributes.at(name)) : nullptr;
    const auto fits = [&](std::int64_t each) { return each >= least && each <= kMost; };
    if (list == nullptr || !std::all_of(list->begin(), list->end(), fits)) {
      scope_.refuse("/" + name, "expected a list of whole numbers from " + std::to_string(least) +
                                    " to " + std::to_string(kMost));
    }
    return *list;
  }

  // A list of different axes of an array.
  [[nodiscard]] std::vector<int> axes(const std::string& name) const {
    std::vector<int> result;
    for (const std::int64_t each : integers(name, 0)) {
      const int axis = static_cast<int>(each);
      if (std::find(result.begin(), result.end(), axis) != result.end())
        scope_.refuse("/" + name, "expected each axis once");
      result.push_back(axis);
    }
    return result;
  }

  [[nodiscard]] std::optional<std::vector<std::int64_t>> shape() const {
    if (!has("shape")) return std::nullopt;
    return integers("shape", 0);
  }

  [[nodiscard]] double number(const std::string& name, double fallback) const {
    if (!has(name)) return fallback;
    const AttributeValue& value = draft_.attributes.at(name);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    if (const auto* text = std::get_if<std::string>(&value)) {
      if (*text == "inf") return std::numeric_limits<double>::infinity();
      if (*text == "-inf") return -std::numeric_limits<double>::infinity();
      if (*text == "nan") return std::numeric_limits<double>::quiet_NaN();
    }
    scope_.refuse("/" + name, "expected a number, or \"inf\", \"-inf\" or \"nan\"");
  }

  [[nodiscard]] bool flag(const std::string& name, bool fallback) const {
    if (!has(name)) return fallback;
    const auto* value = std::get_if<bool>(&draft_.attributes.at(name));
    if (value == nullptr) scope_.refuse("/" + name, "expected true or false");
    return *value;
  }

  [[nodiscard]] std::string text(const std::string& name) const {
    if (!has(name)) return "";
    const auto* value = std::get_if<std::string>(&draft_.attributes.at(name));
    if (value == nullptr || value->empty()) scope_.refuse("/" + name, "expected a name");
    return *value;
  }

  // One of the table's words; the first when absent.
  [[nodiscard]] std::string word(const std::string& name) const {
    const std::string words(spec(name)->words);
    if (!has(name)) return words.substr(0, words.find(' '));
    std::string given = text(name);
    if ((" " + words + " ").find(" " + given + " ") == std::string::npos) {
      scope_.refuse("/" + name, "expected one of " + words + ", not \"" + given + "\"");
    }
    return given;
  }

  [[nodiscard]] Dtype dtype(const std::string& name, Dtype fallback) const {
    if (!has(name)) return fallback;
    const std::string given = text(name);
    const std::optional<Dtype> found = dtype_named(given);
    if (!found) {
      std::string known;
      for (const DtypeInfo& each : kDtypes)
        known += (known.empty() ? "" : ", ") + std::string(each.name);
      scope_.refuse("/" + name, "expected a dtype (" + known + "), not \"" + given + "\"");
    }
    return *found;
  }

  [[nodiscard]] Narrowing narrowing(Dtype dtype) const {
    Narrowing result{dtype, RoundingMode::kNearestEven, Subnormals::kKept};
    const std::string rounding = word("rounding");
    if (rounding == "toward_zero") result.mode = RoundingMode::kTowardZero;
    if (rounding == "ties_away") result.mode = RoundingMode::kTiesAway;
    if (word("subnormals") == "flushed") result.subnormals = Subnormals::kFlushed;
    return result;
  }

  [[nodiscard]] Count count(const std::string& name) const {
    const AttributeValue& value = draft_.attributes.at(name);
    if (std::holds_alternative<std::int64_t>(value)) {
      return {integer(name, 0, 1, std::numeric_limits<std::int32_t>::max()), ""};
    }
    if (!std::holds_alternative<std::string>(value)) {
      scope_.refuse("/" + name, "expected a whole number or the name of an integer parameter");
    }
    const std::string parameter = text(name);
    const auto& values = *scope_.values;
    const bool known = std::any_of(values.begin(), values.end(), [&](const Value& each) {
      return each.opcode == Opcode::kParameter && each.attributes.parameter_name == parameter &&
             is_integer(each.elements[0].dtype);
    });
    if (!known)
      scope_.refuse("/" + name, "\"" + parameter + "\" is no integer parameter of the program");
    return {0, parameter};
  }

 private:
  [[nodiscard]] const AttributeSpec* spec(const std::string& name) const {
    for (const AttributeSpec& each : row_.attributes) {
      if (each.name == name) return &each;
    }
    return nullptr;
  }

  const ValueDraft& draft_;
  const Operation& row_;
  const CheckScope& scope_;
};

}  // namespace splitvote
