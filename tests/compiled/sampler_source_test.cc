#include "harness/compiled/sampler_source.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

// Of a function of two arguments and two results.
CompiledText text_of_two() {
  CompiledText text;
  text.target = "cpu";
  text.compiler = "jaxlib 0.10.2";
  text.arguments = {{"logits", "bf16[8,64]", "bf16[8,64]"}, {"temperature", "f32[]", "f32[]"}};
  text.outputs = {{"0", "s32[8]", "s32[8]"}, {"1", "pred[8,64]", "pred[8,64]"}};
  text.unoptimized = "HloModule before\n";
  text.optimized = "HloModule after\n";
  return text;
}

CompiledRecord recorded(const HloRoles& roles, const CompiledText& text) {
  SamplerSource source;
  source.file = "sampling.py";
  source.function = "sample";
  source.arguments = "bf16[batch,vocab],f32[]";
  source.roles = roles;
  const CompiledShape shape = {8, 64, 1};
  return record_of(source, shape, plan_compilation(source, *find_target("cpu"), shape, {}, true),
                   text);
}

std::string refusal(const HloRoles& roles) {
  try {
    (void)recorded(roles, text_of_two());
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(SamplerSource, ItsRolesStandInItsRecords) {
  const HloRoles roles = {{"logits", ""}, {"", "candidates.mask"}};
  const CompiledRecord record = recorded(roles, text_of_two());
  EXPECT_TRUE(record.of_function);
  const CompiledRecord read = read_record(write_record(record), "a.hlo");
  EXPECT_TRUE(read.of_function);
  EXPECT_EQ(read.parameters, roles.parameters);
  EXPECT_EQ(read.outputs, roles.outputs);
}

TEST(SamplerSource, AsManyRolesAsTheFunctionHasArgumentsAndResults) {
  EXPECT_EQ(refusal({{"logits"}, {}}),
            "--parameters: expected a role for each of the 2 arguments of sampling.py:sample "
            "(logits bf16[8,64], temperature f32[]), found 1");
  EXPECT_EQ(refusal({{}, {"top.id", "", ""}}),
            "--outputs: expected a role for each of the 2 results of sampling.py:sample (0 s32[8], "
            "1 pred[8,64]), found 3");
  // HLO that was given in place of the function's says nothing of them.
  CompiledText given = text_of_two();
  given.arguments.clear();
  given.outputs.clear();
  EXPECT_EQ(recorded({{"logits"}, {}}, given).parameters.size(), 1U);
}

TEST(SamplerSource, WhatItLeavesOpenIsAsRecorded) {
  const CompiledRecord record = recorded({{"logits", ""}, {"", "candidates.mask"}}, text_of_two());
  SamplerSource source;
  source.file = "sampling.py";
  source.function = "another";
  complete_from(record, source);
  EXPECT_EQ(source.arguments, "");
  source.function = "sample";
  source.roles.outputs = {"top.id", ""};
  complete_from(record, source);
  EXPECT_EQ(source.arguments, "bf16[batch,vocab],f32[]");
  EXPECT_EQ(source.roles.parameters, record.parameters);
  EXPECT_EQ(source.roles.outputs.front(), "top.id");
}

TEST(SamplerSource, AFunctionIsNamedByItsFile) {
  EXPECT_TRUE(names_function("a/sampling.py:sample"));
  EXPECT_FALSE(names_function("sampling.py"));
  EXPECT_FALSE(names_function("dump.hlo"));
}

}  // namespace
}  // namespace splitvote
