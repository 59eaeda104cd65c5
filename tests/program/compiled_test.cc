// What programs read back from compilers have: whole-number shapes, and the operations that go with
// them.
#include <gtest/gtest.h>

#include "tests/program/program_text.h"

namespace splitvote {
namespace {

const std::string kTop = R"("top": {"id": "top"})";
const std::string kCompiled =
    R"({"id": "x", "op": "parameter", "name": "logits", "dtype": "bfloat16", "shape": [2, 12]})";
const std::string kArgmax = R"(, {"id": "top", "op": "argmax", "of": ["x"]})";

std::string type_of(const Program& program, const std::string& id, std::size_t element = 0) {
  for (const Value& value : program.values) {
    if (value.id != id) continue;
    const Element& found = value.elements[element];
    return std::string(name(found.dtype)) + to_string(found.shape);
  }
  return "no such value";
}

// The type of the one value added to a compiled program.
std::string type_of(const std::string& value) {
  const auto program = program_of(kCompiled + ", " + value + kArgmax, kTop);
  return type_of(*program, program->values[1].id);
}

std::string refused(const std::string& values) {
  return refusal_of(kCompiled + ", " + values + kArgmax, kTop);
}

std::string loop(const std::string& condition, const std::string& body,
                 const std::string& of = R"("x", "n")") {
  return R"({"id": "n", "op": "constant", "value": 3, "dtype": "s32"}, {"id": "w", "op": "while", "of": [)" +
         of + R"(], "condition": )" + condition + R"(, "body": )" + body + "}";
}
const std::string kGoesOn =
    R"({"parameters": ["a", "b"], "values": [{"id": "z", "op": "constant", "value": 0, "dtype": "s32"},
        {"id": "c", "op": "compare", "of": ["b", "z"], "direction": "GT"}], "yields": ["c"]})";
const std::string kDoubles =
    R"({"parameters": ["a", "b"], "values": [{"id": "t", "op": "add", "of": ["a", "a"]},
        {"id": "o", "op": "constant", "value": 1, "dtype": "s32"},
        {"id": "s", "op": "subtract", "of": ["b", "o"]}], "yields": ["t", "s"]})";

TEST(CompiledProgram, HasWholeNumberShapes) {
  EXPECT_EQ(type_of(R"({"id": "v", "op": "transpose", "of": ["x"], "permutation": [1, 0]})"),
            "bfloat16[12, 2]");
  EXPECT_EQ(type_of(R"({"id": "v", "op": "reshape", "of": ["x"], "shape": [3, 2, 4]})"),
            "bfloat16[3, 2, 4]");
  EXPECT_EQ(
      type_of(
          R"({"id": "v", "op": "broadcast", "of": ["x"], "shape": [12, 5, 2], "dimensions": [2, 0]})"),
      "bfloat16[12, 5, 2]");
  EXPECT_EQ(
      type_of(
          R"({"id": "v", "op": "slice", "of": ["x"], "starts": [1, 2], "limits": [2, 11], "strides": [1, 4]})"),
      "bfloat16[1, 3]");
  EXPECT_EQ(
      type_of(R"({"id": "v", "op": "iota", "shape": [4, 3], "dimension": 0, "dtype": "u16"})"),
      "u16[4, 3]");
  EXPECT_EQ(type_of(R"({"id": "v", "op": "dot", "of": ["x", "x"], "dtype": "float32"})"),
            "float32[2, 2]");
  EXPECT_EQ(
      type_of(
          R"({"id": "v", "op": "reduce_window", "of": ["x"], "kind": "sum", "size": 5, "stride": 2, "pad_low": 1})"),
      "bfloat16[2, 5]");
  EXPECT_EQ(
      type_of(
          R"({"id": "v", "op": "all_gather", "of": ["x"], "groups": [1, 0, 3, 2], "group_size": 2})"),
      "bfloat16[2, 24]");
}

TEST(CompiledProgram, MakesSitesWhereItReads) {
  const auto program =
      program_of(kLogits32 + R"(, {"id": "y", "op": "convert", "of": ["x"], "dtype": "bfloat16"},
      {"id": "w", "op": "reduce_window", "of": ["y"], "kind": "sum", "size": 2, "accumulator_dtype": "bfloat16"},
      {"id": "s", "op": "sort", "of": ["w", "w"], "region": {"parameters": ["a", "b", "c", "d"],
        "values": [{"id": "l", "op": "compare", "of": ["a", "b"], "direction": "GT"}], "yields": ["l"]}},
      {"id": "v", "op": "get_tuple_element", "of": ["s"], "index": 1},
      {"id": "d", "op": "dot", "of": ["v", "v"]},
      {"id": "top", "op": "argmax", "of": ["d"]})",
                 kTop);
  std::string sites;
  for (const Site& site : program->sites) sites += site.name + " ";
  EXPECT_EQ(sites, "w:y w:accumulator s:w s:w#2 d:v d:v#2 top:d ");
}

TEST(CompiledProgram, LoopsReadRoundedAndHaveNoSites) {
  const auto program = program_of(
      kLogits32 + R"(, {"id": "y", "op": "convert", "of": ["x"], "dtype": "bfloat16"}, )" +
          loop(kGoesOn, kDoubles, R"("y", "n")") +
          R"(, {"id": "v", "op": "get_tuple_element", "of": ["w"], "index": 0},
          {"id": "top", "op": "argmax", "of": ["v"]})",
      kTop);
  EXPECT_EQ(type_of(*program, "w", 0), "bfloat16[batch, shard]");
  EXPECT_EQ(type_of(*program, "w", 1), "s32[]");
  EXPECT_EQ(program->site_count(), 0);
}

// A collective in the body counts as one outside of it.
TEST(CompiledProgram, MeetsInALoopToo) {
  const std::string sums =
      R"({"parameters": ["a", "b"], "values": [
          {"id": "t", "op": "all_reduce", "of": ["a"], "kind": "sum"},
          {"id": "o", "op": "constant", "value": 1, "dtype": "s32"},
          {"id": "s", "op": "subtract", "of": ["b", "o"]}], "yields": ["t", "s"]})";
  const auto looping = [](const std::string& body) {
    return program_of(kLogits32 + ", " + loop(kGoesOn, body) +
                          R"(, {"id": "v", "op": "get_tuple_element", "of": ["w"], "index": 0},
                             {"id": "top", "op": "argmax", "of": ["v"]})",
                      kTop);
  };
  EXPECT_TRUE(has_collectives(*looping(sums)));
  EXPECT_FALSE(has_collectives(*looping(kDoubles)));
}

TEST(CompiledProgram, TakesTheSeedAsTwoWords) {
  EXPECT_EQ(
      type_of(R"({"id": "k", "op": "parameter", "name": "seed", "dtype": "u32", "shape": [2]})"),
      "u32[2]");
  EXPECT_EQ(refused(R"({"id": "k", "op": "parameter", "name": "seed", "dtype": "u32"})"),
            "test.json: /values/1/dtype: expected u64, or u32 with shape [2], for seed");
}

TEST(CompiledProgram, IsObservedByItsOwnRowsAndSlice) {
  const std::string mask =
      R"(, {"id": "m", "op": "compare", "of": ["x", "x"], "direction": "GE"}, {"id": "ids", "op": "iota", "shape": [2, 5], "dimension": 1})";
  EXPECT_EQ(refusal_of(kCompiled + mask, R"("candidates": {"mask": "m"})"), "");
  EXPECT_EQ(refusal_of(kCompiled + mask, R"("candidates": {"ids": "ids"})"), "");
  EXPECT_EQ(
      refusal_of(kCompiled + R"(, {"id": "ids", "op": "iota", "shape": [3, 5], "dimension": 1})",
                 R"("candidates": {"ids": "ids"})"),
      "test.json: /observe/candidates/ids: expected integers [batch, n]");
}

struct RefusedValue {
  std::string name, values, line;
};

class CompiledProgramRefuses : public testing::TestWithParam<RefusedValue> {};

TEST_P(CompiledProgramRefuses, NamesThePathAndTheReason) {
  EXPECT_EQ(refused(GetParam().values), "test.json: /values/" + GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    IllFormed, CompiledProgramRefuses,
    testing::Values(
        RefusedValue{
            "LogitsOfOneAxis",
            R"({"id": "l", "op": "parameter", "name": "other", "dtype": "float32", "shape": [-1]})",
            "1/shape: expected a list of whole numbers from 0 to 2147483647"},
        RefusedValue{"TooManyAxes",
                     R"({"id": "v", "op": "iota", "shape": [1, 1, 1, 1, 1, 1, 1], "dimension": 0})",
                     "1: expected at most 6 axes"},
        RefusedValue{"TooManyElements",
                     R"({"id": "v", "op": "iota", "shape": [65536, 65536], "dimension": 0})",
                     "1: expected at most 268435456 elements"},
        RefusedValue{"IotaWithoutAxis", R"({"id": "v", "op": "iota", "shape": [2]})",
                     "1: \"shape\" and \"dimension\" go together"},
        RefusedValue{"LikeAndShape",
                     R"({"id": "v", "op": "iota", "like": "x", "shape": [2], "dimension": 0})",
                     "1: expected either the attribute \"like\" or \"shape\""},
        RefusedValue{
            "BroadcastToAnotherSize",
            R"({"id": "v", "op": "broadcast", "of": ["x"], "shape": [2, 13], "dimensions": [0, 1]})",
            "1/of/0: expected one axis of [2, 13] of the same size for each axis, found "
            "bfloat16[2, 12] \"x\""},
        RefusedValue{"ReshapeToAnotherCount",
                     R"({"id": "v", "op": "reshape", "of": ["x"], "shape": [23]})",
                     "1/of/0: expected as many elements as [23], found bfloat16[2, 12] \"x\""},
        RefusedValue{"TransposeOfOneAxis",
                     R"({"id": "v", "op": "transpose", "of": ["x"], "permutation": [1]})",
                     "1/permutation: expected each of the 2 axes of \"x\" once"},
        RefusedValue{"TransposeTwice",
                     R"({"id": "v", "op": "transpose", "of": ["x"], "permutation": [1, 1]})",
                     "1/permutation: expected each axis once"},
        RefusedValue{"SliceOfOneAxis",
                     R"({"id": "v", "op": "slice", "of": ["x"], "starts": [0], "limits": [1]})",
                     "1: expected one start, limit and stride for each of the 2 axes"},
        RefusedValue{
            "SliceInTwoWays",
            R"({"id": "v", "op": "slice", "of": ["x"], "start": 1, "starts": [0, 0], "limits": [1, 1]})",
            "1: expected either start, limit and stride or starts, limits and strides"},
        RefusedValue{"DotOfOtherLengths",
                     R"({"id": "t", "op": "transpose", "of": ["x"], "permutation": [1, 0]},
                        {"id": "v", "op": "dot", "of": ["x", "t"]})",
                     "2/of/1: expected shape [2, 12], the last axis but one being of any size, "
                     "found bfloat16[12, 2] \"t\""},
        RefusedValue{"WindowOfNothing",
                     R"({"id": "v", "op": "reduce_window", "of": ["x"], "kind": "sum", "size": 0})",
                     "1/size: expected a whole number from 1 to 2147483647"},
        RefusedValue{"MultiplyHighOfFloats",
                     R"({"id": "v", "op": "multiply_high", "of": ["x", "x"]})",
                     "1/of/0: expected an integer value, found bfloat16[2, 12] \"x\""},
        RefusedValue{"GroupsWithoutSize",
                     R"({"id": "v", "op": "all_gather", "of": ["x"], "groups": [0, 1]})",
                     "1: \"groups\" and \"group_size\" go together"},
        RefusedValue{
            "GroupsThatAreNotFull",
            R"({"id": "v", "op": "all_reduce", "of": ["x"], "kind": "sum", "groups": [0, 1, 2], "group_size": 2})",
            "1/groups: expected ranks from 0 to 63, each once, as many as fill groups of "
            "2"},
        RefusedValue{
            "ComparatorThatYieldsANumber",
            R"({"id": "v", "op": "sort", "of": ["x"], "region": {"parameters": ["a", "b"], "values": [], "yields": ["a"]}})",
            "1/region/yields: expected one pred: that a goes before b"},
        RefusedValue{
            "ComparatorAndDirection",
            R"({"id": "v", "op": "sort", "of": ["x"], "direction": "descending", "region": {"parameters": ["a", "b"], "values": [], "yields": ["a"]}})",
            "1: direction and order belong to a sort without region"},
        RefusedValue{
            "RegionOfAnAdd",
            R"({"id": "v", "op": "add", "of": ["x", "x"], "region": {"parameters": [], "values": [], "yields": []}})",
            "1/region: add takes no region"},
        RefusedValue{"WhileWithoutRegions", R"({"id": "v", "op": "while", "of": ["x"]})",
                     "1: while takes two regions, \"condition\" and \"body\""},
        RefusedValue{"WhileOnANumber",
                     loop(R"({"parameters": ["a", "b"], "values": [], "yields": ["b"]})", kDoubles),
                     "2/condition/yields: expected one pred scalar"},
        RefusedValue{
            "WhileThatChangesAType",
            loop(kGoesOn, R"({"parameters": ["a", "b"], "values": [], "yields": ["b", "b"]})"),
            "2/body/yields/0: expected bfloat16[2, 12], found s32[]"},
        RefusedValue{
            "WhileThatReadsOutside",
            loop(
                kGoesOn,
                R"({"parameters": ["a", "b"], "values": [{"id": "t", "op": "add", "of": ["a", "x"]}], "yields": ["t", "b"]})"),
            "2/body/values/0/of/1: no earlier value is called \"x\" (operands must be defined "
            "above their use)"},
        RefusedValue{
            "ParameterInALoop",
            loop(
                kGoesOn,
                R"({"parameters": ["a", "b"], "values": [{"id": "t", "op": "parameter", "name": "k", "dtype": "s32"}], "yields": ["a", "t"]})"),
            "2/body/values/0/op: parameter cannot stand inside a region"}),
    [](const testing::TestParamInfo<RefusedValue>& test) { return test.param.name; });

}  // namespace
}  // namespace splitvote
