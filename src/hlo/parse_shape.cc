#include "src/hlo/parse_shape.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace splitvote {
namespace {

constexpr int kTupleDepthMax = 16;                // real ones nest three deep
constexpr std::size_t kTuplePartsMax = 4096;      // of one level
constexpr std::size_t kAxesMax = 16;              // XLA's inlined maximum is 8
constexpr std::int64_t kElementsMax = 1LL << 31;  // what positions of 32 bits can name
constexpr std::int64_t kLiteralMax = 1 << 20;     // longer ones are elided by XLA's printer

// "T(8,128)(2,1)S(1)": tiles, each within what those before it cut. Empty where there is none, or
// one that is not made of sizes alone.
std::vector<std::vector<std::int64_t>> tiles_of(std::string_view text) {
  std::vector<std::vector<std::int64_t>> tiles;
  if (text.substr(0, 2) != "T(") return tiles;
  text.remove_prefix(1);
  while (!text.empty() && text.front() == '(') {
    tiles.emplace_back();
    do {
      text.remove_prefix(1);  // what opens the tile, or stands between two sizes
      std::int64_t size = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
      if (error != std::errc{} || size < 1) return {};
      tiles.back().push_back(size);
      text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    } while (!text.empty() && text.front() == ',');
    if (text.empty() || text.front() != ')') return {};
    text.remove_prefix(1);
  }
  return tiles;
}

void layout(TextCursor& cursor, HloShape& shape) {
  if (!cursor.adjacent('{')) return;  // after a blank it opens a computation
  cursor.expect("{");
  while (!cursor.next_is("}") && !cursor.next_is(":")) {
    shape.minor_to_major.push_back(cursor.whole("an axis of a layout"));
    if (!cursor.take(",")) break;
  }
  if (cursor.take(":")) {
    while (!cursor.next_is("}")) {
      const std::string text(cursor.balanced());
      if (text.empty() && !cursor.next_is(",")) cursor.refuse("expected a layout");
      std::vector<std::vector<std::int64_t>> tiles = tiles_of(text);
      if (!tiles.empty()) {
        shape.tile = std::move(tiles.front());
        tiles.erase(tiles.begin());
        shape.inner_tiles = std::move(tiles);
      }
      cursor.take(",");
    }
  }
  cursor.expect("}");
  std::vector<std::int64_t> sorted = shape.minor_to_major;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] != static_cast<std::int64_t>(i)) cursor.refuse("expected each axis once");
  }
  if (!sorted.empty() && sorted.size() != shape.dimensions.size())
    cursor.refuse("expected a layout of all axes");
}

HloShape shape_at(TextCursor& cursor, int depth) {
  HloShape shape;
  if (cursor.take("(")) {
    if (depth == kTupleDepthMax) {
      cursor.refuse("expected tuples at most " + std::to_string(kTupleDepthMax) + " deep");
    }
    shape.tuple = true;
    while (!cursor.next_is(")")) {
      if (shape.parts.size() == kTuplePartsMax) {
        cursor.refuse("expected a tuple of at most " + std::to_string(kTuplePartsMax) + " parts");
      }
      shape.parts.push_back(shape_at(cursor, depth + 1));
      if (!cursor.take(",")) break;
    }
    cursor.expect(")");
    return shape;
  }
  const std::string name(cursor.word());
  shape.type = hlo_type_named(name);
  if (shape.type == nullptr) cursor.refuse("expected a shape; no element type is \"" + name + "\"");
  cursor.expect("[");
  std::int64_t count = 1;
  while (!cursor.next_is("]")) {
    if (cursor.next_is("<") || cursor.next_is("?")) {
      cursor.refuse("expected a fixed size; dynamic shapes are not read");
    }
    const std::int64_t size = cursor.whole("a size");
    if (size < 0) cursor.refuse("expected a size that is not negative");
    if (size > kElementsMax || count * std::max<std::int64_t>(size, 1) > kElementsMax) {
      cursor.refuse("expected at most 2^31 elements");
    }
    count *= std::max<std::int64_t>(size, 1);
    shape.dimensions.push_back(size);
    if (shape.dimensions.size() > kAxesMax) {
      cursor.refuse("expected at most " + std::to_string(kAxesMax) + " axes");
    }
    if (!cursor.take(",")) break;
  }
  cursor.expect("]");
  layout(cursor, shape);
  return shape;
}

HloElement float_element(const TextCursor& cursor, std::string_view token) {
  HloElement element;
  const bool negative = token.substr(0, 1) == "-";
  const std::string_view magnitude = token.substr(negative ? 1 : 0);
  if (magnitude.substr(0, 3) == "nan") {
    element.number = std::numeric_limits<double>::quiet_NaN();
    std::uint64_t payload = 0;
    if (magnitude.size() > 3) {
      const std::string_view digits = magnitude.substr(std::min<std::size_t>(6, magnitude.size()));
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), payload, 16);
      if (magnitude.substr(3, 3) != "(0x" || error != std::errc{} || *end != ')')
        cursor.refuse("expected a NaN's payload as nan(0x...)");
    }
    if (negative || magnitude.size() > 3) element.nan_bits = payload | (negative ? 1ULL << 63 : 0);
    return element;
  }
  if (magnitude == "inf") {
    element.number = std::numeric_limits<double>::infinity();
  } else {
    const auto [end, error] =
        std::from_chars(magnitude.data(), magnitude.data() + magnitude.size(), element.number);
    if ((error != std::errc{} && error != std::errc::result_out_of_range) ||
        end != magnitude.data() + magnitude.size()) {
      cursor.refuse("expected a number, not \"" + std::string(token.substr(0, 24)) + "\"");
    }
  }
  if (negative) element.number = -element.number;
  return element;
}

HloElement element_of(const TextCursor& cursor, std::string_view token, const HloType& type) {
  HloElement element;
  if (type.kind == HloKind::kFloat) return float_element(cursor, token);
  if (type.kind == HloKind::kPredicate && (token == "true" || token == "false")) {
    element.whole = token == "true" ? 1 : 0;
    return element;
  }
  const char* end_of_token = token.data() + token.size();
  std::from_chars_result read{};
  if (token.substr(0, 1) == "-" || type.bits < 64) {
    read = std::from_chars(token.data(), end_of_token, element.whole);
  } else {
    std::uint64_t bits = 0;
    read = std::from_chars(token.data(), end_of_token, bits);
    element.whole = static_cast<std::int64_t>(bits);
  }
  if (read.ec != std::errc{} || read.ptr != end_of_token) {
    cursor.refuse("expected a whole number of type " + std::string(type.name) + ", not \"" +
                  std::string(token.substr(0, 24)) + "\"");
  }
  return element;
}

}  // namespace

HloShape parse_shape(TextCursor& cursor) { return shape_at(cursor, 0); }

std::vector<HloElement> parse_literal(TextCursor& cursor, const HloShape& shape) {
  if (shape.tuple) cursor.refuse("expected a constant that is an array; tuples are not read");
  const std::int64_t count = shape.count();
  if (count > kLiteralMax) cursor.refuse("expected a constant of at most 2^20 elements");
  std::vector<HloElement> elements;
  std::size_t depth = 0;
  while (!(depth == 0 && cursor.next_is(")"))) {
    if (cursor.take("{")) {
      if (++depth > shape.dimensions.size()) cursor.refuse("expected a brace for each axis");
    } else if (cursor.take("}")) {
      if (depth-- == 0) cursor.refuse("expected no closing brace here");
    } else if (!cursor.take(",")) {
      if (cursor.next_is("...")) {
        cursor.refuse("expected the constant's numbers; they are elided ({...}), print it whole");
      }
      const std::string_view token = cursor.literal_token();
      if (token.empty()) cursor.refuse("expected the constant's numbers");
      if (static_cast<std::int64_t>(elements.size()) == count) break;
      elements.push_back(element_of(cursor, token, *shape.type));
    }
  }
  if (depth != 0 || static_cast<std::int64_t>(elements.size()) != count || !cursor.next_is(")")) {
    cursor.refuse("expected " + std::to_string(count) + " numbers in this constant");
  }
  return elements;
}

}  // namespace splitvote
