// What a compiled program can be run on, and loops that do not end.
#include <gtest/gtest.h>

#include "harness/store/json_program.h"
#include "src/evaluate/run.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::shared_ptr<const Program> program_of(const std::string& values) {
  return read_program(
      R"({"format": "splitvote-program", "version": 1, "name": "made", "values": [)" + values +
          R"(], "observe": {"top": {"id": "top"}}, "promises": []})",
      "made.json");
}

const std::string kLogits =
    R"({"id": "x", "op": "parameter", "name": "logits", "dtype": "float32", "shape": [2, 3]})";

// Tops by rank and row; a refusal as its line.
std::string tops(const std::string& values, const std::vector<std::vector<float>>& rows,
                 const Layout& layout) {
  const auto program = program_of(values);
  try {
    const Evaluator evaluator({program.get(), &layout, &rows, {}, 0x0000000500000007});
    const Outcome outcome = run(evaluator, all_rounded(1));
    std::string text;
    for (const RankOutcome& each : outcome.ranks) text += std::to_string(each.top) + " ";
    for (const bool read_nan : outcome.nan_decision) text += read_nan ? "nan " : "";
    return text;
  } catch (const InputError& error) {
    return error.what();
  }
}

const std::vector<std::vector<float>> kRows = {{1, 4, 2, 0, 5, 3}, {9, 8, 7, 6, 5, 4}};
const std::string kArgmax = R"(, {"id": "top", "op": "argmax", "of": ["x"]})";

TEST(Binding, TakesTheRowsAndSlicesItWasCompiledFor) {
  EXPECT_EQ(tops(kLogits + kArgmax, kRows, even_layout(6, 2)), "1 0 1 0 ");
  EXPECT_EQ(tops(kLogits + kArgmax, kRows, padded_layout(6, 6, 2, 0)), "1 0 1 0 ");
}

TEST(Binding, RefusesOtherRowsAndSlices) {
  EXPECT_EQ(tops(kLogits + kArgmax, {kRows[0]}, even_layout(6, 2)),
            "/logits: made was compiled for 2 rows and 3 tokens a rank, not for 1 rows");
  EXPECT_EQ(tops(kLogits + kArgmax, {{1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}}, even_layout(5, 2)),
            "/layout: made was compiled for 2 rows and 3 tokens a rank, not for the 2 of rank 1 "
            "(padding included)");
}

TEST(Binding, RefusesGroupsOfOtherRanks) {
  const std::string gathered =
      kLogits +
      R"(, {"id": "g", "op": "all_gather", "of": ["x"], "groups": [0, 1], "group_size": 2}, {"id": "top", "op": "argmax", "of": ["g"]})";
  EXPECT_EQ(tops(gathered, kRows, even_layout(6, 2)), "4 0 4 0 ");
  EXPECT_EQ(
      tops(gathered, {{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}, even_layout(9, 3)),
      "/layout/ranks: all_gather \"g\" names other ranks in its groups than 0 to 2");
}

TEST(Binding, GivesTheSeedAsTwoWords) {
  const std::string words =
      kLogits +
      R"(, {"id": "k", "op": "parameter", "name": "seed", "dtype": "u32", "shape": [2]}, {"id": "top", "op": "broadcast", "of": ["k"], "shape": [2], "dimensions": [0]})";
  EXPECT_EQ(tops(words, kRows, even_layout(6, 2)), "5 7 5 7 ");
}

TEST(NanDecision, IsMarkedWhereTheLeadingAxisIsTheBatch) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<std::vector<float>> rows = {{1, 4, 2}, {9, nan, 7}};
  EXPECT_EQ(tops(kLogits + kArgmax, rows, even_layout(3, 1)), "1 1 nan ");
  const std::string turned =
      kLogits + R"(, {"id": "t", "op": "transpose", "of": ["x"], "permutation": [1, 0]},
      {"id": "a", "op": "argmax", "of": ["t"]},
      {"id": "top", "op": "slice", "of": ["a"], "starts": [0], "limits": [2]})";
  EXPECT_EQ(tops(turned, rows, even_layout(3, 1)), "1 1 ");
}

// Counts n down from `from`; `more` stands in the body and must end with a comma.
std::string counting(const std::string& from, const std::string& step, const std::string& more) {
  return kLogits + R"(, {"id": "p", "op": "partition_id"}, {"id": "n", "op": )" + from +
         R"(}, {"id": "w", "op": "while", "of": ["n", "x"],
      "condition": {"parameters": ["n", "x"], "values": [{"id": "z", "op": "constant", "value": 0, "dtype": "s32"},
        {"id": "c", "op": "compare", "of": ["n", "z"], "direction": "GT"}], "yields": ["c"]},
      "body": {"parameters": ["n", "x"], "values": [)" +
         more + R"({"id": "o", "op": "constant", "value": )" + step + R"(, "dtype": "s32"},
        {"id": "m", "op": "subtract", "of": ["n", "o"]}, {"id": "y", "op": "reverse", "of": ["x"]}], "yields": ["m", "y"]}},
      {"id": "v", "op": "get_tuple_element", "of": ["w"], "index": 1}, {"id": "top", "op": "argmax", "of": ["v"]})";
}

TEST(Loop, EachRankIteratesForItself) {
  // Rank 0 never, rank 1 once: its row is reversed.
  const std::string by_rank = R"("add", "of": ["p", "p"])";
  EXPECT_EQ(
      tops(counting(by_rank, "2", ""), {{1, 4, 2, 5, 0, 3}, {9, 8, 7, 6, 5, 4}}, even_layout(6, 2)),
      "1 0 2 2 ");
}

TEST(Loop, RefusesRanksThatLeaveACollectiveApart) {
  const std::string gather = R"({"id": "g", "op": "all_gather", "of": ["x"]}, )";
  const std::string by_rank = R"("add", "of": ["p", "p"])";
  // What nothing yields is not run.
  EXPECT_EQ(tops(counting(by_rank, "2", gather), kRows, even_layout(6, 2)), "1 0 1 2 ");
  std::string used =
      counting(by_rank, "2", gather + R"({"id": "s", "op": "get_dimension_size", "of": ["g"]}, )");
  const std::string reversed = R"("op": "reverse", "of": ["x"])";
  used.replace(used.find(reversed), reversed.size(),
               R"("op": "all_reduce", "of": ["x"], "kind": "maximum")");
  EXPECT_EQ(tops(used, kRows, even_layout(6, 2)),
            "/program: while \"w\" meets a collective on some ranks when others have left the "
            "loop: a hang");
}

TEST(Loop, RefusesToGoOnForEver) {
  EXPECT_EQ(tops(counting(R"("constant", "value": 1, "dtype": "s32")", "0", ""), kRows,
                 even_layout(6, 2)),
            "/program: while \"w\" goes on for more than 100000 iterations");
}

}  // namespace
}  // namespace splitvote
