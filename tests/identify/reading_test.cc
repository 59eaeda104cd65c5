#include "harness/identify/reading.h"

#include <gtest/gtest.h>

#include "tests/identify/greedy.h"

namespace splitvote {
namespace {

TEST(Reading, FollowsEveryUseToItsProducer) {
  const CompiledProgram compiled = compiled_greedy({4, 512, 1});
  EXPECT_EQ(read_sites({*greedy(), compiled.sampler_scopes}, {*compiled.program, compiled.scopes}),
            (std::vector<TextReading>{TextReading::kRounded, TextReading::kPromoted,
                                      TextReading::kRounded}));
}

TEST(Reading, NamesTheInstructionThatReads) {
  const CompiledProgram compiled = compiled_greedy({4, 512, 1});
  const auto instructions = reading_instructions({*greedy(), compiled.sampler_scopes},
                                                 {*compiled.program, compiled.scopes});
  EXPECT_EQ(compiled.program->values[static_cast<std::size_t>(instructions[1])].id, "keep");
}

TEST(Reading, IsMixedWhereOneUseWasServedInTwoWays) {
  CompiledProgram compiled = compiled_greedy({4, 512, 1});
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "rounded", "op": "convert", "of": ["div"], "dtype": "bfloat16"},
         {"id": "again", "op": "convert", "of": ["rounded"], "dtype": "float32"},
         {"id": "max", "op": "reduce", "of": ["div"], "kind": "maximum"},
         {"id": "ge", "op": "compare", "of": ["div", "max"], "direction": "GE"},
         {"id": "ge.1", "op": "compare", "of": ["again", "max"], "direction": "GE"},
         {"id": "keep", "op": "or", "of": ["ge", "ge.1"]})",
      kKept);
  compiled.scopes = {"logits", "t", "y", "y", "y", "y", "y", "m", "keep", "keep", "keep"};
  EXPECT_EQ(read_sites({*greedy(), compiled.sampler_scopes}, {*compiled.program, compiled.scopes}),
            (std::vector<TextReading>{TextReading::kPromoted, TextReading::kMixed,
                                      TextReading::kPromoted}));
}

TEST(Reading, IsOtherWhereTheScopesAreGone) {
  CompiledProgram compiled = compiled_greedy({4, 512, 1});
  compiled.scopes.assign(compiled.scopes.size(), "");
  EXPECT_EQ(
      read_sites({*greedy(), compiled.sampler_scopes}, {*compiled.program, compiled.scopes}),
      (std::vector<TextReading>{TextReading::kOther, TextReading::kOther, TextReading::kOther}));
}

}  // namespace
}  // namespace splitvote
