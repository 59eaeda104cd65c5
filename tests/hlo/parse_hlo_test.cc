#include "src/hlo/parse_hlo.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string refusal(const std::string& text) {
  try {
    parse_hlo(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string in_entry(const std::string& lines) {
  return "HloModule m\n\nENTRY main {\n" + lines + "\n}\n";
}

TEST(ParseHlo, ReadsShapesLayoutsTuplesAndOperands) {
  const HloModule module = parse_hlo(
      "HloModule jit_f, is_scheduled=true, entry_computation_layout={(f32[8]{0})->f32[8]{0}}, "
      "num_partitions=4\n\nFileNames\n1 \"a.py\"\n\nStackFrames\n1 {file_location_id=1}\n\n\n"
      "%region_0.1 (a: bf16[], b: bf16[]) -> bf16[] {\n"
      "  %a = bf16[]{:T(256)} parameter(0), metadata={op_name=\"max\"}\n"
      "  %b = bf16[]{:T(256)} parameter(1)\n"
      "  ROOT %c = bf16[]{:T(256)} maximum(%a, %b), backend_config={\"x\":[\"}\"]}\n}\n\n"
      "ENTRY %main (x: bf16[8,40]) -> (bf16[8], /*index=1*/bf16[8,40]) {\n"
      "  %x = bf16[8,40]{0,1:T(8,128)(2,1)S(1)} parameter(0), metadata={op_name=\"jit(f)/y/div\"}\n"
      "  %k = bf16[]{:T(256)} constant(-inf)\n"
      "  %m = bf16[8]{0} reduce(bf16[8,40]{0,1} %x, %k), dimensions={1}, to_apply=%region_0.1\n"
      "  ROOT t = (bf16[8]{0}, /*index=1*/bf16[8,40]{0,1}) tuple(m, x)\n"
      "}, execution_thread=\"main\"\n");
  EXPECT_EQ(module.name, "jit_f");
  EXPECT_TRUE(module.scheduled);
  EXPECT_EQ(module.partitions, 4);
  ASSERT_EQ(module.computations.size(), 2U);
  const HloComputation& entry = module.computations[1];
  ASSERT_EQ(entry.instructions.size(), 4U);
  const HloInstruction& x = entry.instructions[0];
  EXPECT_EQ(x.line, 17);
  EXPECT_EQ(x.op_name, "jit(f)/y/div");
  EXPECT_EQ(to_string(x.shape), "bf16[8,40]");
  EXPECT_EQ(x.shape.minor_to_major, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(entry.instructions[1].literal[0].number, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(entry.instructions[2].operands, (std::vector<int>{0, 1}));
  EXPECT_EQ(*entry.instructions[2].attribute("to_apply"), "%region_0.1");
  EXPECT_EQ(entry.root, 3);
  EXPECT_EQ(to_string(entry.instructions[3].shape), "(bf16[8], bf16[8,40])");
}

TEST(ParseHlo, ReadsArraysOfNumbers) {
  const HloModule module =
      parse_hlo(in_entry("  a = s32[2,2]{1,0} constant({ { 1, -2 }, { /*i1=1*/ 3, 4 } })\n"
                         "  b = u64[] constant(18446744073709551615)\n"
                         "  c = f32[3]{0} constant({nan, -nan(0x400001), 1.5e-3})\n"
                         "  ROOT d = pred[] constant(true)"));
  const auto& read = module.computations[0].instructions;
  EXPECT_EQ(read[0].literal[1].whole, -2);
  EXPECT_EQ(read[0].literal[3].whole, 4);
  EXPECT_EQ(read[1].literal[0].whole, -1);
  EXPECT_FALSE(read[2].literal[0].nan_bits.has_value());
  EXPECT_EQ(*read[2].literal[1].nan_bits, (1ULL << 63) | 0x400001);
  EXPECT_EQ(read[2].literal[2].number, 1.5e-3);
  EXPECT_EQ(read[3].literal[0].whole, 1);
}

TEST(ParseHlo, RefusesWithTheLine) {
  EXPECT_EQ(refusal("module {}"), "line 1: expected \"HloModule\" at the beginning");
  EXPECT_EQ(refusal(in_entry("  ROOT a = f33[] parameter(0)")),
            "line 4: expected a shape; no element type is \"f33\"");
  EXPECT_EQ(refusal(in_entry("  ROOT a = f32[<=8] parameter(0)")),
            "line 4: expected a fixed size; dynamic shapes are not read");
  EXPECT_EQ(refusal(in_entry("  ROOT a = f32[65536,65536]{1,0} parameter(0)")),
            "line 4: expected at most 2^31 elements");
  EXPECT_EQ(refusal(in_entry("  ROOT a = s32[4]{0} constant({...})")),
            "line 4: expected the constant's numbers; they are elided ({...}), print it whole");
  EXPECT_EQ(refusal(in_entry("  ROOT a = s32[4]{0} constant({1, 2})")),
            "line 4: expected 4 numbers in this constant");
  EXPECT_EQ(refusal(in_entry("  ROOT a = f32[] add(b, b)")),
            "line 4: expected an instruction above in this computation; none is called \"b\"");
  EXPECT_EQ(refusal("HloModule m\n\nf {\n  ROOT a = f32[] parameter(0)\n}\n"),
            "line 6: expected a computation marked ENTRY");
  EXPECT_EQ(refusal(in_entry("  a = f32[] parameter(0)")),
            "line 5: expected a ROOT instruction in main");
  EXPECT_EQ(refusal(in_entry("  ROOT a = f32[] parameter(1)")),
            "line 5: expected every parameter of main by number");
}

TEST(ParseHlo, BoundsWhatNests) {
  const std::string deep(100000, '(');
  EXPECT_NE(refusal(in_entry("  ROOT a = " + deep)).find("tuples at most"), std::string::npos);
  EXPECT_NE(refusal(in_entry("  ROOT a = f32[] parameter(0), sharding=" + std::string(9999, '{')))
                .find("brackets at most"),
            std::string::npos);
  EXPECT_NE(refusal(in_entry("  ROOT a = f32[] constant(" + std::string(99999, '{')))
                .find("a brace for each axis"),
            std::string::npos);
}

}  // namespace
}  // namespace splitvote
