// What the text of an HLO attribute says: lists, slices, windows, padding, groups of ranks.
//
// Each throws InputError with the given line when the text says something else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace splitvote {

// "{1,0}", "{}"
std::vector<std::int64_t> parse_integers(std::string_view text, int line);
// "40"
std::int64_t parse_integer(std::string_view text, int line);
// "%region_0", "{%a, %b}"
std::vector<std::string> parse_names(std::string_view text, int line);

// "{[0:8], [0:40:2]}"
struct SliceText {
  std::vector<std::int64_t> starts, limits, strides;
};
SliceText parse_slice(std::string_view text, int line);

// "0_0x1_0_2": low, high and interior padding of each axis
struct PaddingText {
  std::vector<std::int64_t> low, high, interior;
};
PaddingText parse_padding(std::string_view text, int line);

// "{size=1x128 stride=1x2 pad=0_0x127_0}"; absent strides are 1, absent padding 0
struct WindowText {
  std::vector<std::int64_t> size, stride, low, high;
  bool dilated = false;
};
WindowText parse_window(std::string_view text, int line);

// "{{0,1},{2,3}}", "[2,4]<=[8]", "[4,2]<=[2,4]T(1,0)", "mesh['a'=2,'b'=4] {'b'}"; empty: one group
// of everybody
std::vector<std::vector<std::int64_t>> parse_groups(std::string_view text, int line);
// "{{0,1},{1,2}}"
std::vector<std::pair<std::int64_t, std::int64_t>> parse_pairs(std::string_view text, int line);

}  // namespace splitvote
