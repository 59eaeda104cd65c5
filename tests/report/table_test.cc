#include "harness/report/table.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

TEST(Table, AlignsColumnsAndLeavesNoBlanksAtTheEnd) {
  Table table({{"name"}, {"count", Table::Align::kRight}, {"why"}});
  table.add({{"a"}, {"1,234"}, {""}});
  table.add({{"a longer name"}, {"5"}, {"because"}});
  EXPECT_EQ(table.text(false, 2),
            "  name           count  why\n"
            "  a              1,234\n"
            "  a longer name      5  because\n");
}

TEST(Table, CountsCodePointsNotBytes) {
  Table table({{"name"}, {"x"}});
  table.add({{"\xc3\xa9\xc3\xa9"}, {"1"}});
  table.add({{"ab"}, {"2"}});
  EXPECT_EQ(table.text(false), "name  x\n\xc3\xa9\xc3\xa9    1\nab    2\n");
}

TEST(Table, IsColouredOnlyWhenAsked) {
  Table table({{"name"}, {"x"}});
  table.add({{"bad", Colour::kRed}, {"1"}});
  EXPECT_EQ(table.text(false).find('\x1b'), std::string::npos);
  EXPECT_NE(table.text(true).find("\x1b[31mbad\x1b[0m"), std::string::npos);
}

TEST(Numbers, AreGroupedAndRounded) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(16'777'216), "16,777,216");
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(0.00001), "< 0.01 %");
  EXPECT_EQ(percent(0.0123), "1.23 %");
  EXPECT_EQ(percent(0.4), "40.0 %");
  EXPECT_EQ(percent(1), "100.0 %");
  EXPECT_EQ(shortest(0.1F), "0.1");
}

}  // namespace
}  // namespace splitvote
