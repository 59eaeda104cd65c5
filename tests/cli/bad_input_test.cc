// Bad input of every kind: exit code 2, nothing on stdout, and exactly one line on stderr that says
// file, place and what was expected.

#include <gtest/gtest.h>

#include "harness/cli/bad_input_line.h"
#include "harness/store/builtin.h"
#include "tests/cli/command.h"

namespace splitvote {
namespace {

struct BadInput {
  const char* name;
  const char* line;      // of the shell
  const char* expected;  // on stderr
};

void PrintTo(const BadInput& bad, std::ostream* out) { *out << bad.name; }

class BadInputFiles : public testing::Test {
 protected:
  void SetUp() override {
    place_.write("case.json", kFailingCase);
    place_.write("wrong.json", "{\"format\": \"splitvote-case\",\n  oops}");
    place_.write("other.json", "{\"format\": \"something\"}");
    place_.write("unknown_program.json",
                 R"({"format": "splitvote-case", "version": 1, "program": "nobody",
                     "logits": {"values": [1]}, "layout": {"ranks": 1}})");
    place_.write("ranks.json", replaced("\"ranks\": 2", "\"ranks\": 65"));
    place_.write("k.json", replaced("\"temperature\": 0.7", "\"temperature\": 0.7, \"top_k\": 0"));
    place_.write("p.json", R"({"format": "splitvote-case", "version": 1,
      "program": "gather_topk_topp", "logits": {"values": [1, 2]}, "layout": {"ranks": 1},
      "params": {"temperature": 1, "top_k": 1, "top_p": 2}})");
    place_.write("row.npy", npy({7.1f, 0, 1, 2}));
    place_.write("integers.npy", npy({1, 2, 3, 4}, "<i4"));
    place_.write("short.npy", npy({7.1f, 0, 1, 2}).substr(0, 136));
    const std::string header = R"({"logits":{"dtype":"F32","shape":[1,4],"data_offsets":[0,16]}})";
    place_.write("short.safetensors", std::string(1, static_cast<char>(header.size())) +
                                          std::string(7, '\0') + header + "12345678");
    const std::string whole = R"({"logits":{"dtype":"I64","shape":[1,1],"data_offsets":[0,8]}})";
    place_.write("integers.safetensors", std::string(1, static_cast<char>(whole.size())) +
                                             std::string(7, '\0') + whole + "12345678");
  }
  static std::string replaced(const std::string& what, const std::string& by) {
    std::string text = kFailingCase;
    return text.replace(text.find(what), what.size(), by);
  }

  Workplace place_;
};

class BadInputTest : public BadInputFiles, public testing::WithParamInterface<BadInput> {};

std::string with_builtin_names(std::string text) {
  const std::string place = "BUILTINS";
  const std::size_t at = text.find(place);
  if (at == std::string::npos) return text;
  std::string names;
  for (const std::string& name : builtin_names()) names += (names.empty() ? "" : ", ") + name;
  return text.replace(at, place.size(), names);
}

TEST_P(BadInputTest, ExitsWithTwoAndOneLine) {
  const Said said = place_.say(GetParam().line);
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_EQ(said.err, with_builtin_names(GetParam().expected) + "\n");
  EXPECT_EQ(said.out, "");
}

const BadInput kBadInputs[] = {
#include "tests/cli/bad_inputs.inl"
};

INSTANTIATE_TEST_SUITE_P(Of, BadInputTest, testing::ValuesIn(kBadInputs),
                         [](const auto& each) { return std::string(each.param.name); });

// What the JSON library calls the mistake is its own affair.
TEST_F(BadInputFiles, WrongJsonIsPlacedByLineAndColumn) {
  const Said said = place_.say("splitvote sweep wrong.json");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_EQ(said.err.rfind("splitvote: wrong.json: line 2, column 3: expected JSON", 0), 0U)
      << said.err;
  EXPECT_EQ(said.err.find('\n'), said.err.size() - 1) << said.err;
}

// A limit on files stands in for a full disk. Which finding comes first is not this test's affair.
TEST_F(BadInputFiles, FullDiskWhileSavingNamesTheFile) {
  const Said said = place_.say(
      "(ulimit -f 0; splitvote fuzz xla_excess_topk --vocab 16 --runs 300 --out full; "
      "echo \"code $?\") 2>&1 | cat");
  EXPECT_EQ(said.out.rfind("splitvote: full/findings/xla_excess_topk-", 0), 0U) << said.out;
  const std::string end = ".json: cannot be written: File too large\ncode 2\n";
  ASSERT_GE(said.out.size(), end.size());
  EXPECT_EQ(said.out.substr(said.out.size() - end.size()), end) << said.out;
}

TEST(BadInputLine, StaysOneLineWhateverTheInputHolds) {
  EXPECT_EQ(bad_input_line("a\nb\x1b[31mc"), "splitvote: a\\nb\\x1b[31mc");
  EXPECT_EQ(bad_input_line(std::string(5'000, 'x')).size(), 1'003U);
}

}  // namespace
}  // namespace splitvote
