#include "src/hlo/attribute_text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::int64_t kRanksMax = 1 << 16;  // what an iota list of groups may span

class Reader {
 public:
  Reader(std::string_view text, int line) : text_(text), line_(line) {}

  [[noreturn]] void refuse(const std::string& expectation) const {
    throw InputError("line " + std::to_string(line_),
                     expectation + ", not " + std::string(whole_.substr(0, 60)));
  }
  bool take(std::string_view token) {
    blanks();
    if (text_.substr(0, token.size()) != token) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) refuse("expected \"" + std::string(token) + "\"");
  }
  std::int64_t integer() {
    blanks();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
    if (error != std::errc{}) refuse("expected a whole number");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return number;
  }
  std::string_view until(std::string_view ends) {
    blanks();
    const std::string_view piece = text_.substr(0, text_.find_first_of(ends));
    text_.remove_prefix(piece.size());
    return piece;
  }
  // open a, b, ... close
  std::vector<std::int64_t> list(std::string_view open, std::string_view close) {
    std::vector<std::int64_t> numbers;
    expect(open);
    if (take(close)) return numbers;
    do numbers.push_back(integer());
    while (take(","));
    expect(close);
    return numbers;
  }
  std::vector<std::vector<std::int64_t>> lists() {
    std::vector<std::vector<std::int64_t>> all;
    expect("{");
    if (take("}")) return all;
    do all.push_back(list("{", "}"));
    while (take(","));
    expect("}");
    return all;
  }
  void end() {
    blanks();
    if (!text_.empty()) refuse("expected nothing more");
  }

 private:
  void blanks() {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
  }

  std::string_view text_;
  std::string_view whole_ = text_;
  int line_;
};

std::vector<std::int64_t> by_x(Reader& reader) {
  std::vector<std::int64_t> numbers;
  do numbers.push_back(reader.integer());
  while (reader.take("x"));
  return numbers;
}

PaddingText paddings(Reader& reader) {
  PaddingText padding;
  do {
    padding.low.push_back(reader.integer());
    reader.expect("_");
    padding.high.push_back(reader.integer());
    padding.interior.push_back(reader.take("_") ? reader.integer() : 0);
    if (padding.interior.back() < 0) reader.refuse("expected interior padding of 0 or more");
  } while (reader.take("x"));
  return padding;
}

// [groups, size] <= [dimensions] T(permutation): positions 0, 1, ... of an array of those
// dimensions, transposed, then cut into groups.
std::vector<std::vector<std::int64_t>> iota_groups(Reader& reader) {
  const auto outer = reader.list("[", "]");
  reader.expect("<=");
  const auto dimensions = reader.list("[", "]");
  std::vector<std::int64_t> order(dimensions.size());
  std::iota(order.begin(), order.end(), 0);
  if (reader.take("T")) order = reader.list("(", ")");
  std::int64_t count = 1;
  for (const std::int64_t size : dimensions) {
    if (size < 1 || size > kRanksMax || count * size > kRanksMax)
      reader.refuse("expected at most 2^16 ranks");
    count *= size;
  }
  if (outer.size() != 2 || outer[0] < 1 || outer[1] < 1 || outer[0] > kRanksMax ||
      outer[1] > kRanksMax || outer[0] * outer[1] != count || order.size() != dimensions.size()) {
    reader.refuse("expected [groups,size]<=[...]");
  }
  std::vector<std::int64_t> strides(dimensions.size(), 1);
  for (std::size_t i = dimensions.size(); i-- > 1;) strides[i - 1] = strides[i] * dimensions[i];
  std::vector<bool> seen(order.size());
  for (const std::int64_t axis : order) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(order.size()) ||
        seen[static_cast<std::size_t>(axis)])
      reader.refuse("expected a permutation");
    seen[static_cast<std::size_t>(axis)] = true;
  }
  std::vector<std::vector<std::int64_t>> groups;
  for (std::int64_t position = 0; position < count; ++position) {
    if (position % outer[1] == 0) groups.emplace_back();
    std::int64_t rest = position, rank = 0;
    for (std::size_t i = order.size(); i-- > 0;) {
      const auto axis = static_cast<std::size_t>(order[i]);
      rank += rest % dimensions[axis] * strides[axis];
      rest /= dimensions[axis];
    }
    groups.back().push_back(rank);
  }
  return groups;
}

// mesh['a'=2,'b'=4] {'b'}: ranks count through the axes, the last one fastest; ranks that differ
// along the axes in braces only are one group.
std::vector<std::vector<std::int64_t>> mesh_groups(Reader& reader) {
  std::vector<std::string> names;
  std::vector<std::int64_t> sizes;
  const auto name = [&] {
    reader.expect("'");
    std::string text(reader.until("'"));
    reader.expect("'");
    return text;
  };
  std::int64_t count = 1;
  reader.expect("mesh[");
  do {
    names.push_back(name());
    reader.expect("=");
    sizes.push_back(reader.integer());
    if (sizes.back() < 1 || sizes.back() > kRanksMax || count * sizes.back() > kRanksMax)
      reader.refuse("expected at most 2^16 ranks");
    count *= sizes.back();
  } while (reader.take(","));
  reader.expect("]");
  std::vector<bool> together(names.size());
  reader.expect("{");
  if (!reader.take("}")) {
    do {
      const auto found = std::find(names.begin(), names.end(), name());
      if (found == names.end()) reader.refuse("expected an axis of the mesh");
      together[static_cast<std::size_t>(found - names.begin())] = true;
    } while (reader.take(","));
    reader.expect("}");
  }
  std::map<std::int64_t, std::vector<std::int64_t>> groups;  // by the rank with zeros along them
  for (std::int64_t rank = 0; rank < count; ++rank) {
    std::int64_t rest = rank, stride = 1, first = rank;
    for (std::size_t i = names.size(); i-- > 0;) {
      if (together[i]) first -= rest % sizes[i] * stride;
      rest /= sizes[i];
      stride *= sizes[i];
    }
    groups[first].push_back(rank);
  }
  std::vector<std::vector<std::int64_t>> listed;
  for (auto& [first, group] : groups) listed.push_back(std::move(group));
  return listed;
}

}  // namespace

std::vector<std::int64_t> parse_integers(std::string_view text, int line) {
  Reader reader(text, line);
  auto numbers = reader.list("{", "}");
  reader.end();
  return numbers;
}

std::int64_t parse_integer(std::string_view text, int line) {
  Reader reader(text, line);
  const std::int64_t number = reader.integer();
  reader.end();
  return number;
}

std::vector<std::string> parse_names(std::string_view text, int line) {
  Reader reader(text, line);
  std::vector<std::string> names;
  const bool list = reader.take("{");
  do {
    reader.take("%");
    names.emplace_back(reader.until(", }"));
  } while (list && reader.take(","));
  if (list) reader.expect("}");
  reader.end();
  return names;
}

SliceText parse_slice(std::string_view text, int line) {
  Reader reader(text, line);
  SliceText slice;
  reader.expect("{");
  if (!reader.take("}")) {
    do {
      reader.expect("[");
      slice.starts.push_back(reader.integer());
      reader.expect(":");
      slice.limits.push_back(reader.integer());
      slice.strides.push_back(reader.take(":") ? reader.integer() : 1);
      reader.expect("]");
    } while (reader.take(","));
    reader.expect("}");
  }
  reader.end();
  return slice;
}

PaddingText parse_padding(std::string_view text, int line) {
  Reader reader(text, line);
  PaddingText padding = paddings(reader);
  reader.end();
  return padding;
}

WindowText parse_window(std::string_view text, int line) {
  Reader reader(text, line);
  WindowText window;
  PaddingText padding;
  reader.expect("{");
  while (!reader.take("}")) {
    const std::string_view key = reader.until("=");
    reader.expect("=");
    if (key == "size") {
      window.size = by_x(reader);
    } else if (key == "stride") {
      window.stride = by_x(reader);
    } else if (key == "pad") {
      padding = paddings(reader);
    } else if (key == "lhs_dilate" || key == "rhs_dilate") {
      for (const std::int64_t each : by_x(reader)) window.dilated = window.dilated || each != 1;
    } else {
      reader.refuse("expected size, stride, pad, lhs_dilate or rhs_dilate in a window");
    }
  }
  reader.end();
  const std::size_t axes = window.size.size();
  if (window.stride.empty()) window.stride.assign(axes, 1);
  window.low = padding.low.empty() ? std::vector<std::int64_t>(axes, 0) : padding.low;
  window.high = padding.high.empty() ? std::vector<std::int64_t>(axes, 0) : padding.high;
  if (window.stride.size() != axes || window.low.size() != axes)
    reader.refuse("expected as many strides and paddings as sizes");
  return window;
}

std::vector<std::vector<std::int64_t>> parse_groups(std::string_view text, int line) {
  Reader reader(text, line);
  auto groups = text.substr(0, 1) == "["       ? iota_groups(reader)
                : text.substr(0, 5) == "mesh[" ? mesh_groups(reader)
                                               : reader.lists();
  reader.end();
  return groups;
}

std::vector<std::pair<std::int64_t, std::int64_t>> parse_pairs(std::string_view text, int line) {
  Reader reader(text, line);
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (const auto& pair : reader.lists()) {
    if (pair.size() != 2) reader.refuse("expected pairs of ranks");
    pairs.emplace_back(pair[0], pair[1]);
  }
  reader.end();
  return pairs;
}

}  // namespace splitvote
