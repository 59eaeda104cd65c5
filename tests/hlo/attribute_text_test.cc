#include "src/hlo/attribute_text.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

using Groups = std::vector<std::vector<std::int64_t>>;

TEST(AttributeText, ReadsGroupsOfRanks) {
  EXPECT_EQ(parse_groups("{{0,1},{2,3}}", 1), (Groups{{0, 1}, {2, 3}}));
  EXPECT_EQ(parse_groups("{}", 1), Groups{});
  EXPECT_EQ(parse_groups("[2,2]<=[4]", 1), (Groups{{0, 1}, {2, 3}}));
  EXPECT_EQ(parse_groups("[4,2]<=[2,4]T(1,0)", 1), (Groups{{0, 4}, {1, 5}, {2, 6}, {3, 7}}));
  EXPECT_EQ(parse_groups("mesh['a'=2,'b'=3] {'b'}", 1), (Groups{{0, 1, 2}, {3, 4, 5}}));
  EXPECT_EQ(parse_groups("mesh['a'=2,'b'=3] {'a'}", 1), (Groups{{0, 3}, {1, 4}, {2, 5}}));
  EXPECT_EQ(parse_groups("mesh['axis_0'=1,'axis_1'=4] {'axis_1'}", 1), (Groups{{0, 1, 2, 3}}));
}

TEST(AttributeText, ReadsWindowsPaddingAndSlices) {
  const WindowText window = parse_window("{size=1x128 stride=1x2 pad=0_0x127_-1}", 1);
  EXPECT_EQ(window.size, (std::vector<std::int64_t>{1, 128}));
  EXPECT_EQ(window.stride, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(window.low, (std::vector<std::int64_t>{0, 127}));
  EXPECT_EQ(window.high, (std::vector<std::int64_t>{0, -1}));
  EXPECT_TRUE(parse_window("{size=2 rhs_dilate=3}", 1).dilated);
  const PaddingText padding = parse_padding("0_1x-2_3_4", 1);
  EXPECT_EQ(padding.low, (std::vector<std::int64_t>{0, -2}));
  EXPECT_EQ(padding.high, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(padding.interior, (std::vector<std::int64_t>{0, 4}));
  const SliceText slice = parse_slice("{[0:8], [3:40:2]}", 1);
  EXPECT_EQ(slice.starts, (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(slice.limits, (std::vector<std::int64_t>{8, 40}));
  EXPECT_EQ(slice.strides, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(parse_names("{%a.1, b}", 1), (std::vector<std::string>{"a.1", "b"}));
}

TEST(AttributeText, RefusesWithTheLine) {
  for (const char* text : {"{{0,1}", "[2,2]<=[5]", "[2,2]<=[4]T(0,0)", "mesh['a'=2] {'b'}",
                           "mesh['a'=70000] {'a'}", "0,1", "[-2,-2]<=[4]"}) {
    try {
      parse_groups(text, 17);
      ADD_FAILURE() << text;
    } catch (const InputError& error) {
      EXPECT_EQ(error.place(), "line 17");
    }
  }
}

}  // namespace
}  // namespace splitvote
