#include "harness/compilers/fields.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

TEST(Fields, ReadBackWhatWasWritten) {
  const Fields fields = {
      {"source", "a\nb 3\n"}, {"empty", ""}, {"source", std::string("\0\xff", 2)}};
  EXPECT_EQ(parse_fields(write_fields(fields)), fields);
  EXPECT_EQ(parse_fields(""), Fields{});
}

TEST(Fields, CanBeReadByAPerson) {
  EXPECT_EQ(write_fields({{"target", "tpu-v5e"}, {"ranks", "4"}}),
            "target 7\ntpu-v5e\nranks 1\n4\n");
}

TEST(Fields, NothingCutOrChangedIsRead) {
  const std::string text = write_fields({{"target", "tpu-v5e"}, {"ranks", "4"}});
  for (std::size_t size = 1; size < text.size(); ++size) {
    const std::optional<Fields> fields = parse_fields(std::string_view(text).substr(0, size));
    // Cut between two fields it is the first of them.
    EXPECT_EQ(fields.has_value(), size == std::string_view("target 7\ntpu-v5e\n").size()) << size;
  }
  for (const char* wrong :
       {"a -1\n\n", "a 1x\nb\n", " 1\nb\n", "a 99999999999999999999\nb\n",
        "a 18446744073709551615\nb\n", "a b\n", "a 1\nbc\n", "a 1\nbca 0\n\n", "\n"}) {
    EXPECT_FALSE(parse_fields(wrong)) << wrong;
  }
}

TEST(Fields, TheFirstOfANameOrAllOfThem) {
  const Fields fields = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
  EXPECT_EQ(text_of(fields, "a"), "1");
  EXPECT_EQ(text_of(fields, "c"), "");
  EXPECT_EQ(texts_of(fields, "a"), (std::vector<std::string>{"1", "3"}));
}

}  // namespace
}  // namespace splitvote
