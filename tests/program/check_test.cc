#include <gtest/gtest.h>

#include "src/program/operation.h"
#include "tests/program/program_text.h"

namespace splitvote {
namespace {

const std::string kTop = R"("top": {"id": "top"})";
const std::string kArgmax = R"({"id": "top", "op": "argmax", "of": ["x"]})";

std::string shape_of(const Program& program, const std::string& id, std::size_t element = 0) {
  for (const Value& value : program.values) {
    if (value.id == id) return to_string(value.elements[element].shape);
  }
  return "no such value";
}

TEST(CheckProgram, AcceptsTheSmallestSampler) {
  EXPECT_EQ(refusal_of(kLogits + "," + kArgmax, kTop), "");
}

TEST(CheckProgram, InfersShapesAsExpressions) {
  const auto program = program_of(kLogits + R"(, {"id": "t", "op": "top_k", "of": ["x"], "k": 5},
      {"id": "v", "op": "get_tuple_element", "of": ["t"], "index": 0},
      {"id": "g", "op": "all_gather", "of": ["v"]},
      {"id": "m", "op": "reduce", "of": ["x"], "kind": "maximum"},
      {"id": "pair", "op": "concatenate", "of": ["m", "m"]},
      {"id": "pairs", "op": "all_gather", "of": ["pair"]},
      {"id": "firsts", "op": "slice", "of": ["pairs"], "start": 0, "stride": 2},
      {"id": "seconds", "op": "slice", "of": ["pairs"], "start": 1, "stride": 2},
      {"id": "both", "op": "add", "of": ["firsts", "seconds"]},
      {"id": "top", "op": "argmax", "of": ["both"]})",
                                  kTop);
  EXPECT_EQ(shape_of(*program, "x"), "[batch, shard]");
  EXPECT_EQ(shape_of(*program, "v"), "[batch, min(5, shard)]");
  EXPECT_EQ(shape_of(*program, "g"), "[batch, gathered(min(5, shard))]");
  EXPECT_EQ(shape_of(*program, "m"), "[batch]");
  EXPECT_EQ(shape_of(*program, "pair"), "[batch, 2]");
  EXPECT_EQ(shape_of(*program, "firsts"), "[batch, ranks]");
  EXPECT_EQ(shape_of(*program, "both"), "[batch, ranks]");
}

struct Refused {
  std::string name, values, observe, line;
};

class CheckProgramRefuses : public testing::TestWithParam<Refused> {};

TEST_P(CheckProgramRefuses, NamesThePathAndTheReason) {
  EXPECT_EQ(refusal_of(GetParam().values, GetParam().observe), "test.json: " + GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    IllFormed, CheckProgramRefuses,
    testing::Values(
        Refused{"UnknownOperand", kLogits + R"(, {"id": "top", "op": "argmax", "of": ["y"]})", kTop,
                "/values/1/of/0: no earlier value is called \"y\" (operands must be defined above "
                "their use)"},
        Refused{
            "Cycle",
            kLogits +
                R"(, {"id": "a", "op": "add", "of": ["x", "b"]}, {"id": "b", "op": "add", "of": ["x", "a"]})",
            kTop,
            "/values/1/of/1: no earlier value is called \"b\" (operands must be defined above "
            "their use)"},
        Refused{"UnknownOperation", kLogits + R"(, {"id": "top", "op": "arg_max", "of": ["x"]})",
                kTop, "/values/1/op: no operation is called \"arg_max\""},
        Refused{"WrongShape", kLogits + R"(, {"id": "t", "op": "top_k", "of": ["x"], "k": 5},
                  {"id": "v", "op": "get_tuple_element", "of": ["t"], "index": 0}, {"id": "s", "op": "add", "of": ["x", "v"]})",
                kTop,
                "/values/3/of/1: expected a shape that [batch, shard] begins with, found "
                "bfloat16[batch, min(5, shard)] \"v\""},
        Refused{
            "WrongDtype", kLogits + R"(, {"id": "top", "op": "and", "of": ["x", "x"]})", kTop,
            "/values/1/of/0: expected a pred or an integer, found bfloat16[batch, shard] \"x\""},
        Refused{
            "MixedDtypes",
            kLogits +
                R"(, {"id": "t", "op": "parameter", "name": "temperature", "dtype": "float32"}, {"id": "y", "op": "divide", "of": ["x", "t"]})",
            kTop, "/values/2/of/1: expected dtype bfloat16 like operand 0, found float32[] \"t\""},
        Refused{"UnknownAttribute",
                kLogits + R"(, {"id": "top", "op": "argmax", "of": ["x"], "axis": 1})", kTop,
                "/values/1/axis: argmax has no such attribute (it has: tie, nan)"},
        Refused{"UnknownWord",
                kLogits + R"(, {"id": "top", "op": "argmax", "of": ["x"], "tie": "random"})", kTop,
                "/values/1/tie: expected one of first last, not \"random\""},
        Refused{"ZeroK", kLogits + R"(, {"id": "t", "op": "top_k", "of": ["x"], "k": 0})", kTop,
                "/values/1/k: expected a whole number from 1 to 2147483647"},
        Refused{"ObserveNamesNothing", kLogits + "," + kArgmax, R"("top": {"id": "winner"})",
                "/observe/top/id: no value is called \"winner\""},
        Refused{"ObserveIsEmpty", kLogits + "," + kArgmax, "",
                "/observe: expected at least one of candidates, top, draw, owner, travels"},
        Refused{"DefinedTwice", kLogits + "," + kArgmax + "," + kArgmax, kTop,
                "/values/2/id: \"top\" is defined twice"},
        Refused{"NoLogits", R"({"id": "c", "op": "constant", "value": 1, "dtype": "float32"})",
                kTop, "/values: expected a parameter named \"logits\""},
        Refused{
            "TupleAsArray",
            kLogits +
                R"(, {"id": "t", "op": "top_k", "of": ["x"], "k": 5}, {"id": "top", "op": "argmax", "of": ["t"]})",
            kTop,
            "/values/2/of/0: expected an array; \"t\" is a tuple (take it apart with "
            "get_tuple_element)"},
        Refused{"TooFewOperands", kLogits + R"(, {"id": "top", "op": "add", "of": ["x"]})", kTop,
                "/values/1/of: add takes 2 operands, found 1"},
        Refused{"MixedNarrowings",
                kLogits32 + R"(, {"id": "a", "op": "convert", "of": ["x"], "dtype": "bfloat16"},
                  {"id": "b", "op": "convert", "of": ["x"], "dtype": "bfloat16", "rounding": "toward_zero"},
                  {"id": "p", "op": "is_finite", "of": ["x"]}, {"id": "s", "op": "select", "of": ["p", "a", "b"]})",
                kTop,
                "/values/4/of/2: expected values that were narrowed in one way (dtype, rounding, "
                "subnormals), found "
                "bfloat16[batch, shard] \"b\""}),
    [](const testing::TestParamInfo<Refused>& test) { return test.param.name; });

TEST(OperationTable, FindsEveryOperationByItsName) {
  for (const Operation& row : operations()) {
    EXPECT_EQ(opcode_named(row.name), row.opcode) << row.name;
    EXPECT_EQ(&operation(row.opcode), &row);
  }
}

}  // namespace
}  // namespace splitvote
