// The published schemas against the tables in the code, and samples of what is written for
// check_schemas.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "harness/case/case_limits.h"
#include "harness/case/codec.h"
#include "harness/store/builtin.h"
#include "harness/store/json_case.h"
#include "harness/store/json_program.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/operation.h"
#include "tests/store/tiny_programs.h"

namespace splitvote {
namespace {

Json schema(const std::string& kind) {
  return parse_json(
      read_file(std::string(SPLITVOTE_ROOT) + "/reports/schema/" + kind + ".schema.json"));
}

// The value at a path of member names.
const Json& at(const Json& value, std::initializer_list<std::string_view> names) {
  const Json* here = &value;
  for (const std::string_view name : names) {
    here = here->find(name);
    if (here == nullptr) throw std::runtime_error("the schema has no " + std::string(name));
  }
  return *here;
}

std::vector<std::string> words(const Json& list) {
  std::vector<std::string> texts;
  for (const Json& item : *list.items()) texts.push_back(*item.string());
  return texts;
}

template <typename Table>
std::vector<std::string> names(const Table& table) {
  std::vector<std::string> texts;
  for (const auto& row : table) texts.emplace_back(row.name);
  return texts;
}

template <typename Words>
std::vector<std::string> texts(const Words& list) {
  return {list.begin(), list.end()};
}

TEST(ProgramSchema, NamesTheOperationsOfTheTable) {
  EXPECT_EQ(words(at(schema("program"), {"$defs", "value", "properties", "op", "enum"})),
            names(operations()));
}

TEST(ProgramSchema, NamesTheAttributesOfTheTable) {
  std::set<std::string> expected = {"id", "op", "of", "region", "condition", "body"};
  for (const Operation& operation : operations()) {
    for (const AttributeSpec& attribute : operation.attributes) expected.emplace(attribute.name);
  }
  std::set<std::string> found;
  const Json document = schema("program");
  for (const auto& [name, value] : *at(document, {"$defs", "value", "properties"}).members())
    found.insert(name);
  EXPECT_EQ(found, expected);
}

TEST(ProgramSchema, NamesTheWordsOfEveryAttribute) {
  const Json document = schema("program");
  std::map<std::string, std::set<std::string>> expected;
  for (const Operation& operation : operations()) {
    for (const AttributeSpec& attribute : operation.attributes) {
      if (attribute.kind != AttributeKind::kWord) continue;
      const std::string list(attribute.words);
      for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find(' ', begin), list.size());
        expected[std::string(attribute.name)].insert(list.substr(begin, end - begin));
        begin = end + 1;
      }
    }
  }
  for (const auto& [name, allowed] : expected) {
    const auto found = words(at(document, {"$defs", "value", "properties", name, "enum"}));
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), allowed) << name;
  }
}

TEST(ProgramSchema, NamesDtypesAndPromises) {
  const Json document = schema("program");
  EXPECT_EQ(words(at(document, {"$defs", "dtype", "enum"})), names(kDtypes));
  EXPECT_EQ(words(at(document, {"properties", "promises", "items", "enum"})), texts(kPromiseNames));
}

TEST(CaseSchema, NamesVerdictsGradesAndLimits) {
  const Json document = schema("case");
  EXPECT_EQ(words(at(document, {"$defs", "verdict", "enum"})), names(kVerdicts));
  EXPECT_EQ(words(at(document, {"$defs", "grade", "enum"})), texts(kGradeNames));
  const auto maximum = [&](std::string_view name) {
    return at(document, {"$defs", "layout", "properties", name, "maximum"}).number()->text;
  };
  EXPECT_EQ(maximum("ranks"), std::to_string(kRankCountMax));
  EXPECT_EQ(maximum("padded_size"), std::to_string(kPaddedSizeMax));
}

// check_schemas.py holds these against the schemas.
TEST(Written, SamplesForTheSchemas) {
  const std::string folder = SPLITVOTE_WRITTEN;
  make_folder(folder);
  std::vector<std::shared_ptr<const Program>> programs = {
      read_program(tiny_program_text(), "tiny.json")};
  programs.insert(programs.end(), builtin_programs().begin(), builtin_programs().end());
  for (const auto& program : programs) {
    save_file(folder + "/" + program->name() + ".json", write_program(program->draft));
  }
  std::mt19937_64 random(11);
  for (int i = 0; i < 200; ++i) {
    std::vector<std::uint8_t> bytes(random() % 600);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (bytes.size() > 12) bytes[11] %= 9;
    CaseFile file{decode_case(bytes, programs), std::nullopt, "", "", {}};
    if (i % 2 == 0) {
      Expectation& expectation = file.expectation.emplace();
      expectation.verdicts.emplace()[Verdict::kRankSplit] = Grade::kWide;
      expectation.signature = "abcdefghijklmnop";
    }
    if (i % 3 == 0) file.description = "a sample";
    save_file(folder + "/case" + std::to_string(i) + ".json", write_case(file));
  }
}

}  // namespace
}  // namespace splitvote
