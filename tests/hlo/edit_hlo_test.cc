#include "src/hlo/edit_hlo.h"

#include <gtest/gtest.h>

#include "src/hlo/parse_hlo.h"
#include "src/hlo/pin_hlo.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// y = x / t; all of y that reaches its maximum. The comparison stands in a function of its own.
const std::string kGreedy =
    R"(HloModule jit_f, entry_computation_layout={(bf16[8,16]{1,0}, bf16[])->pred[8,16]{1,0}}

%region_0.1 (a.1: bf16[], b.1: bf16[]) -> bf16[] {
  %a.1 = bf16[] parameter(0)
  %b.1 = bf16[] parameter(1)
  ROOT %max.1 = bf16[] maximum(%a.1, %b.1), metadata={op_name="jit(f)/M/bf16[max"}
}

%keep.2 (Arg_0.1: bf16[8,16], Arg_1.1: bf16[8]) -> pred[8,16] {
  %Arg_0.1 = bf16[8,16]{1,0} parameter(0)
  %Arg_1.1 = bf16[8]{0} parameter(1)
  %ge.6 = bf16[8,16]{1,0} broadcast(%Arg_1.1), dimensions={0}
  ROOT %ge.7 = pred[8,16]{1,0} compare(%Arg_0.1, %ge.6), direction=GE, metadata={op_name="jit(f)/keep/ge"}
}

ENTRY %main.4 (logits.1: bf16[8,16], t.1: bf16[]) -> pred[8,16] {
  %logits.1 = bf16[8,16]{1,0} parameter(0)
  %t.1 = bf16[] parameter(1)
  %div.2 = bf16[8,16]{1,0} broadcast(%t.1), dimensions={}
  %div.3 = bf16[8,16]{1,0} divide(%logits.1, %div.2), metadata={op_name="jit(f)/y/div"}
  %constant.5 = bf16[] constant(-inf)
  %max.7 = bf16[8]{0} reduce(%div.3, %constant.5), dimensions={1}, to_apply=%region_0.1
  ROOT %call.1 = pred[8,16]{1,0} call(%div.3, %max.7), to_apply=%keep.2
}
)";

const HloInstruction& named(const HloModule& module, const std::string& name) {
  for (const HloComputation& computation : module.computations) {
    for (const HloInstruction& instruction : computation.instructions) {
      if (instruction.name == name) return instruction;
    }
  }
  throw InputError("", "no " + name);
}

HloMatch called(const std::string& name) {
  return [name](const HloInstruction& instruction) { return instruction.name == name; };
}

std::string line_of(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return "";
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

TEST(EditHlo, LeavesEverythingElseAsItIs) { EXPECT_EQ(HloEdit(kGreedy).text(), kGreedy); }

TEST(EditHlo, PutsLinesWhereTheyAreSaid) {
  HloEdit edit(kGreedy);
  const HloInstruction& divide = named(edit.module(), "div.3");
  edit.put_above(divide, "  %one = f32[] constant(1)");
  edit.put_above(divide, "  %two = f32[] constant(2)");
  edit.put_below(divide, "  %three = f32[] constant(3)");
  const HloModule after = parse_hlo(edit.text());
  std::vector<std::string> names;
  for (const HloInstruction& each : after.computations.back().instructions) {
    names.push_back(each.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"logits.1", "t.1", "div.2", "one", "two", "div.3",
                                             "three", "constant.5", "max.7", "call.1"}));
}

TEST(EditHlo, ReplacesAnOperandAndNothingThatLooksLikeIt) {
  const std::string text = R"(HloModule m
ENTRY %main (add: f32[], add.1: f32[]) -> f32[] {
  %add = f32[] parameter(0)
  %add.1 = f32[] parameter(1)
  ROOT %add.2 = f32[] add(%add, %add.1), metadata={op_name="add"}
}
)";
  HloEdit edit(text);
  edit.replace_operand(named(edit.module(), "add.2"), "add", "new");
  EXPECT_EQ(line_of(edit.text(), "ROOT"),
            R"(  ROOT %add.2 = f32[] add(%new, %add.1), metadata={op_name="add"})");
}

TEST(EditHlo, RefusesTwoInstructionsInALine) {
  EXPECT_THROW(
      HloEdit("HloModule m\nENTRY main { a = f32[] constant(1) ROOT b = f32[] negate(a) }"),
      InputError);
}

TEST(PinHlo, FindsUsesDirectlyThroughMovesAndOverCalls) {
  const HloModule module = parse_hlo(kGreedy);
  const auto uses = [&](const std::string& consumer, const std::string& operand) {
    return uses_between(module, called(consumer), called(operand));
  };
  EXPECT_EQ(uses("max.7", "div.3"), (std::vector<HloUse>{{named(module, "max.7").line, "div.3"}}));
  EXPECT_EQ(uses("ge.7", "div.3"), (std::vector<HloUse>{{named(module, "ge.7").line, "Arg_0.1"}}));
  EXPECT_EQ(uses("ge.7", "max.7"), (std::vector<HloUse>{{named(module, "ge.7").line, "ge.6"}}));
  EXPECT_EQ(uses("div.3", "t.1"), (std::vector<HloUse>{{named(module, "div.3").line, "div.2"}}));
  EXPECT_TRUE(uses("div.3", "max.7").empty()) << "what comes later is not read";
  EXPECT_TRUE(uses("ge.7", "logits.1").empty()) << "the quotient is another number";
}

TEST(PinHlo, RoundsOneUseAndNoOther) {
  const HloModule module = parse_hlo(kGreedy);
  const std::string pinned = pin_uses(
      kGreedy, uses_between(module, called("ge.7"), called("div.3")), HloPin::kReducePrecision);
  EXPECT_EQ(line_of(pinned, "reduce-precision"),
            "  %splitvote_pin.1 = bf16[8,16]{1,0} reduce-precision(%Arg_0.1), exponent_bits=8, "
            "mantissa_bits=7");
  EXPECT_NE(line_of(pinned, "%ge.7 =").find("compare(%splitvote_pin.1, %ge.6)"), std::string::npos);
  EXPECT_EQ(line_of(pinned, "%max.7 ="), line_of(kGreedy, "%max.7 ="));
  const std::string barred =
      pin_uses(kGreedy, uses_between(module, called("max.7"), called("div.3")), HloPin::kBarrier);
  EXPECT_EQ(line_of(barred, "opt-barrier"),
            "  %splitvote_pin.1 = bf16[8,16]{1,0} opt-barrier(%div.3)");
  EXPECT_NE(line_of(barred, "%max.7 =").find("reduce(%splitvote_pin.1, %constant.5)"),
            std::string::npos);
}

TEST(PinHlo, RefusesAnOperandThatIsNotThere) {
  const HloModule module = parse_hlo(kGreedy);
  EXPECT_THROW(pin_uses(kGreedy, {{named(module, "ge.7").line, "nothing"}}, HloPin::kBarrier),
               InputError);
}

TEST(PinHlo, InFloat32OnlyTheInterfaceIsNarrow) {
  const std::string wide = in_float32(kGreedy);
  const HloModule module = parse_hlo(wide);
  EXPECT_EQ(to_string(named(module, "logits.1").shape), "bf16[8,16]");
  EXPECT_EQ(to_string(named(module, "logits.1.float32").shape), "f32[8,16]");
  EXPECT_NE(line_of(wide, "%div.3 =").find("f32[8,16]{1,0} divide(%logits.1.float32, %div.2)"),
            std::string::npos);
  for (const HloComputation& computation : module.computations) {
    for (const HloInstruction& each : computation.instructions) {
      const bool parameter = each.name == "logits.1" || each.name == "t.1";
      EXPECT_EQ(to_string(each.shape).rfind("bf16", 0) == 0, parameter) << each.name;
    }
  }
  EXPECT_NE(wide.find("op_name=\"jit(f)/M/bf16[max\""), std::string::npos) << "names stay";
  EXPECT_EQ(line_of(wide, "HloModule"), line_of(kGreedy, "HloModule"));
}

TEST(PinHlo, InFloat32ResultsAreCastBack) {
  const auto entry = [](const std::string& root) {
    return "HloModule m\nENTRY %main (x: bf16[4], i: s32[]) -> bf16[4] {\n"
           "  %x = bf16[4]{0} parameter(0)\n  %i = s32[] parameter(1)\n"
           "  %y = bf16[4]{0} add(%x, %x)\n" +
           root + "\n}\n";
  };
  const std::string array = in_float32(entry("  ROOT %z = bf16[4]{0} negate(%y)"));
  EXPECT_EQ(line_of(array, "negate"), "  %z = f32[4]{0} negate(%y)");
  EXPECT_EQ(line_of(array, "ROOT"), "  ROOT %z.narrow = bf16[4]{0} convert(%z)");
  const std::string tuple =
      in_float32(entry("  ROOT %r = (bf16[4]{0}, s32[], bf16[4]{0}) tuple(%y, %i, %x)"));
  EXPECT_EQ(line_of(tuple, "ROOT"),
            "  ROOT %r = (bf16[4]{0}, s32[], bf16[4]{0}) tuple(%y.narrow, %i, %x)");
  EXPECT_EQ(line_of(tuple, "%y.narrow ="), "  %y.narrow = bf16[4] convert(%y)");
  EXPECT_NO_THROW(parse_hlo(array));
  EXPECT_NO_THROW(parse_hlo(tuple));
  EXPECT_THROW(in_float32(entry("  ROOT %b = u16[4]{0} bitcast-convert(%y)")), InputError);
}

}  // namespace
}  // namespace splitvote
