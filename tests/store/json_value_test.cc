#include "harness/store/json_value.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <random>

#include "harness/store/json_place.h"
#include "tests/store/refusal.h"

namespace splitvote {
namespace {

float read_back(float number) {
  const Json document = parse_json(write_json(Json::float32(number)));
  return JsonPlace(document).float32("a number");
}

void expect_same_bits(float number) {
  EXPECT_EQ(std::bit_cast<std::uint32_t>(read_back(number)), std::bit_cast<std::uint32_t>(number))
      << write_json(Json::float32(number));
}

TEST(JsonFloat, ReadsBackEveryBitPattern) {
  std::mt19937 bits(1);
  for (int i = 0; i < 1'000'000; ++i)
    expect_same_bits(std::bit_cast<float>(static_cast<std::uint32_t>(bits())));
}

TEST(JsonFloat, ReadsBackSpecialNumbers) {
  for (const std::uint32_t bits :
       {0U, 0x80000000U, 1U, 0x80000001U, 0x007fffffU, 0x00800000U, 0x7f7fffffU, 0x7f800000U,
        0xff800000U, 0x7fc00000U, 0xffc00000U, 0x7f800001U, 0x7fffffffU, 0x7fc00001U, 0x3f800000U,
        0x4b800000U, 0x5f000000U}) {
    expect_same_bits(std::bit_cast<float>(bits));
  }
}

TEST(JsonFloat, IsTheShortestDecimal) {
  EXPECT_EQ(write_json(Json::float32(0.1F)), "0.1\n");
  EXPECT_EQ(write_json(Json::float32(3.0F)), "3.0\n");
  EXPECT_EQ(write_json(Json::float32(-0.0F)), "-0.0\n");
  EXPECT_EQ(write_json(Json::float32(std::numeric_limits<float>::infinity())), "\"inf\"\n");
  EXPECT_EQ(write_json(Json::float32(std::bit_cast<float>(0x7fc00000U))), "\"nan\"\n");
  EXPECT_EQ(write_json(Json::float32(std::bit_cast<float>(0xffc00001U))), "\"nan:0xffc00001\"\n");
}

// A double stands halfway between two floats here: going through it would round twice.
TEST(JsonFloat, IsRoundedOnceFromItsDecimal) {
  const Json above = parse_json("1.000000059604644775390625000001");
  EXPECT_EQ(JsonPlace(above).float32("a number"), std::bit_cast<float>(0x3f800001U));
  const Json halfway = parse_json("1.000000059604644775390625");
  EXPECT_EQ(JsonPlace(halfway).float32("a number"), 1.0F);
}

TEST(JsonFloat, UnderflowsToZeroOfItsSign) {
  const Json tiny = parse_json("-1e-60");
  EXPECT_EQ(std::bit_cast<std::uint32_t>(JsonPlace(tiny).float32("a number")), 0x80000000U);
}

TEST(JsonFloat, KeepsTheSignOfAHandWrittenZero) {
  const Json zero = parse_json("-0");
  EXPECT_EQ(std::bit_cast<std::uint32_t>(JsonPlace(zero).float32("a number")), 0x80000000U);
}

TEST(JsonFloat, RefusesWhatNoFloat32Holds) {
  for (const char* text : {"1e39", "-3.5e38", "\"nan:0x7f800000\"", "\"nan:0x3f800000\"",
                           "\"infinity\"", "true", "null"}) {
    const Json document = parse_json(text);
    EXPECT_EQ(refusal([&] { (void)JsonPlace(document, "/x").float32("a logit"); }),
              "/x: expected a logit, a float32 number, \"inf\", \"-inf\" or \"nan\", found " +
                  std::string(text));
  }
}

TEST(JsonInteger, KeepsAllSixtyFourBits) {
  const Json document = parse_json("[18446744073709551615, -9223372036854775808]");
  const auto items = JsonPlace(document).items("numbers");
  EXPECT_EQ(items[0].unsigned_integer("a seed"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(items[1].integer("a number", std::numeric_limits<std::int64_t>::min(), 0),
            std::numeric_limits<std::int64_t>::min());
}

TEST(JsonInteger, RefusesFractionsAndWhatLiesOutside) {
  for (const char* text : {"1.0", "65", "-1", "1e1", "\"3\"", "99999999999999999999"}) {
    const Json document = parse_json(text);
    EXPECT_EQ(refusal([&] { (void)JsonPlace(document, "/ranks").integer("the ranks", 1, 64); }),
              "/ranks: expected the ranks, a whole number in 1..64, found " + std::string(text));
  }
}

TEST(JsonText, NamesLineAndColumnOfASyntaxError) {
  EXPECT_EQ(refusal([] { parse_json("{\n  \"a\": 1,\n  \"b\" 2\n}"); }),
            "line 3, column 7: expected JSON: syntax error while parsing object separator - "
            "unexpected number literal; "
            "expected ':'");
  EXPECT_EQ(refusal([] { parse_json(""); }).substr(0, 32), "line 1, column 1: expected JSON:");
  EXPECT_EQ(refusal([] { parse_json("[1, 2"); }).substr(0, 32), "line 1, column 5: expected JSON:");
  EXPECT_EQ(refusal([] { parse_json("[1e999]"); }).substr(0, 32),
            "line 1, column 6: expected JSON:");
  EXPECT_EQ(refusal([] { parse_json("\"\xff\""); }).substr(0, 32),
            "line 1, column 2: expected JSON:");
}

TEST(JsonText, RefusesANameThatStandsTwice) {
  EXPECT_EQ(refusal([] { parse_json(R"({"a": [{"b": 1, "c/d": 2, "c/d": 3}]})"); }),
            "/a/0/c~1d: this name stands twice in one object");
}

TEST(JsonText, RefusesNestingThatWouldExhaustTheStack) {
  EXPECT_EQ(refusal([] {
              parse_json(std::string(100'000, '['));
            }).find("expected JSON at most 64 levels deep") != std::string::npos,
            true);
}

TEST(JsonText, ReadsBackWhatItWrites) {
  Json inner = Json::array();
  for (int i = 0; i < 200; ++i) inner.add(Json::integer(i * 1000));
  Json rows = Json::array();
  rows.add(std::move(inner));
  rows.add(Json::array());
  Json document = Json::object();
  document.add("quote\" \\ \n \x01 \xc3\xa9", Json("tab\tand \x7f"));
  document.add("rows", std::move(rows));
  document.add("empty", Json::object());
  document.add("nothing", Json());
  document.add("truth", Json(true));
  const std::string text = write_json(document);
  EXPECT_EQ(write_json(parse_json(text)), text);
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos;
       begin = end + 1, end = text.find('\n', begin)) {
    EXPECT_LE(end - begin, 100U) << text.substr(begin, end - begin);
  }
}

}  // namespace
}  // namespace splitvote
