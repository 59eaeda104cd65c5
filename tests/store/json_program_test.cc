#include "harness/store/json_program.h"

#include <gtest/gtest.h>

#include <thread>

#include "harness/store/builtin.h"
#include "tests/store/refusal.h"
#include "tests/store/tiny_programs.h"

namespace splitvote {
namespace {

ProgramDraft draft_of(const std::string& text) {
  const Json document = parse_json(text);
  return program_draft_of(JsonPlace(document));
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), instead);
}

std::string refused(const std::string& what, const std::string& instead) {
  return refusal(
      [&] { (void)read_program(with(tiny_program_text(), what, instead), "tiny.json"); });
}

TEST(ProgramFile, HoldsEveryField) {
  const ProgramDraft draft = draft_of(tiny_program_text());
  EXPECT_EQ(draft.name, "tiny");
  EXPECT_EQ(draft.grade_dtype, "bfloat16");
  ASSERT_EQ(draft.values.size(), 10U);
  EXPECT_EQ(draft.values[1].attributes.at("default"), AttributeValue(1.0));
  EXPECT_EQ(draft.values[6].of, (std::vector<std::string>{"xb", "tb"}));
  EXPECT_EQ(draft.observe.entries.at("candidates").at("mask"), "keep");
  EXPECT_FALSE(draft.observe.on_ranks.has_value());
  EXPECT_EQ(draft.promises, std::vector<std::string>{"keeps_maximum"});
}

TEST(ProgramFile, ReadsBackEveryFieldOfADraft) {
  ProgramDraft draft;
  draft.name = "a \"name\"";
  draft.description = "two\nlines";
  draft.source = "https://example.org/a/b";
  draft.grade_dtype = "float8_e4m3fn";
  draft.reduced_from = "origin";
  ValueDraft value{"r", "reduce", {"x", "i"}, {}, {}};
  value.attributes = {{"whole", std::int64_t{-5}},
                      {"number", 0.1},
                      {"round", 3.0},
                      {"negative_zero", -0.0},
                      {"word", std::string("first")},
                      {"truth", true},
                      {"lie", false},
                      {"large", 1e300},
                      {"least", std::numeric_limits<std::int64_t>::min()},
                      {"list", std::vector<std::int64_t>{3, 0, -1}},
                      {"empty", std::vector<std::int64_t>{}}};
  RegionDraft region;
  region.parameters = {"a", "b"};
  region.values = {{"s", "add", {"a", "b"}, {{"dtype", std::string("bfloat16")}}, {}}};
  region.yields = {"s"};
  value.regions = {region};
  ValueDraft loop{"w", "while", {"x"}, {}, {region, region}};
  loop.regions[0].parameters = {"c"};
  draft.values = {value, loop};
  draft.observe.entries = {{"top", {{"id", "r"}, {"value", "v"}}}, {"candidates", {{"mask", "m"}}}};
  draft.observe.on_ranks = std::vector<int>{0, 3};
  draft.promises = {"keeps_maximum", "one_owner"};
  EXPECT_EQ(draft_of(write_program(draft)), draft);
  EXPECT_EQ(write_program(draft_of(write_program(draft))), write_program(draft));
}

TEST(ProgramFile, HasEitherOneRegionOrTheTwoOfALoop) {
  const std::string region = R"({"parameters": [], "values": [], "yields": []})";
  const std::string wanted =
      R"(tiny.json: /values/0: expected either a "region", or a "condition" and a "body")";
  EXPECT_EQ(refused(R"("op": "parameter")", R"("body": )" + region + R"(, "op": "parameter")")
                .substr(0, wanted.size()),
            wanted);
  EXPECT_EQ(refused(R"("op": "parameter")",
                    R"("region": )" + region + R"(, "body": )" + region + R"(, "op": "parameter")")
                .substr(0, wanted.size()),
            wanted);
}

TEST(ProgramFile, RefusesAListOfOtherThanWholeNumbers) {
  const std::string wanted = "tiny.json: /values/0/shape/1: ";
  EXPECT_EQ(refused(R"("op": "parameter")", R"("shape": [1, 0.5], "op": "parameter")")
                .substr(0, wanted.size()),
            wanted);
}

TEST(ProgramFile, IsCheckedWhenRead) {
  const auto program = read_program(tiny_program_text(), "tiny.json");
  EXPECT_EQ(program->name(), "tiny");
  EXPECT_GT(program->site_count(), 0);
}

TEST(ProgramFile, RefusesAnUnknownMember) {
  EXPECT_EQ(refused("\"promises\"", "\"promisses\""),
            "tiny.json: /promisses: no such member; expected one of format, version, name, "
            "description, source, "
            "grade_dtype, reduced_from, values, observe, promises");
}

TEST(ProgramFile, RefusesAnotherFormatOrVersion) {
  EXPECT_EQ(refused("splitvote-program", "splitvote-case"),
            "tiny.json: /format: expected \"splitvote-program\", found \"splitvote-case\"");
  EXPECT_EQ(refused("\"version\": 1", "\"version\": 2"),
            "tiny.json: /version: expected a version that this splitvote reads, a whole number in "
            "1..1, found 2");
}

TEST(ProgramFile, RefusesWhatIsMissing) {
  EXPECT_EQ(refused("  \"name\": \"tiny\",\n", ""),
            "tiny.json: /name: expected the program's name, found nothing");
  EXPECT_EQ(refused("\"id\": \"m\", ", ""),
            "tiny.json: /values/7/id: expected the value's id, found nothing");
}

TEST(ProgramFile, RefusesWrongKindsWithTheirPath) {
  EXPECT_EQ(refused("[\"y\", \"M\"]", "[\"y\", 3]"),
            "tiny.json: /values/9/of/1: expected an operand's id, a string, found 3");
  EXPECT_EQ(refused("\"GE\"", "[\"GE\"]"),
            "tiny.json: /values/9/direction/0: expected an attribute's number, a whole number in "
            "-9223372036854775808..9223372036854775807, found \"GE\"");
  EXPECT_EQ(
      refused("\"GE\"", "{}"),
      "tiny.json: /values/9/direction: expected an attribute: true, false, a number, a string "
      "or a list of whole numbers, found an object");
  EXPECT_EQ(refused("{\"mask\": \"keep\"}", "\"keep\""),
            "tiny.json: /observe/candidates: expected an object, found \"keep\"");
  EXPECT_EQ(
      refused("\"observe\": {", "\"observe\": {\"on_ranks\": [-1], "),
      "tiny.json: /observe/on_ranks/0: expected a rank, a whole number in 0..2147483647, found -1");
}

TEST(ProgramFile, NamesFileAndPathOfASemanticFault) {
  const std::string text = refused("[\"y\", \"M\"]", "[\"y\", \"nowhere\"]");
  EXPECT_EQ(text.substr(0, 25), "tiny.json: /values/9/of/1");
}

TEST(ProgramFile, NamesFileAndLineOfASyntaxError) {
  EXPECT_EQ(refused("\"version\": 1,", "\"version\": ,").substr(0, 42),
            "tiny.json: line 3, column 14: expected JSO");
}

TEST(Builtin, NamesAreAscendingAndEachIsAProgram) {
  for (const std::string& name : builtin_names()) {
    ASSERT_NE(builtin_program(name), nullptr) << name;
    EXPECT_EQ(builtin_program(name)->name(), name);
    EXPECT_FALSE(builtin_text(name).empty());
  }
  EXPECT_TRUE(std::is_sorted(builtin_names().begin(), builtin_names().end()));
}

TEST(Builtin, UnknownNamesGiveNothing) {
  EXPECT_EQ(builtin_program("no such sampler"), nullptr);
  EXPECT_TRUE(builtin_text("no such sampler").empty());
}

TEST(Builtin, IsTheSameObjectInEveryThread) {
  for (const std::string& name : builtin_names()) {
    std::vector<const Program*> seen(4);
    std::vector<std::thread> threads;
    for (const Program*& slot : seen)
      threads.emplace_back([&slot, &name] { slot = builtin_program(name).get(); });
    for (std::thread& thread : threads) thread.join();
    for (const Program* program : seen) EXPECT_EQ(program, seen[0]);
  }
}

}  // namespace
}  // namespace splitvote
