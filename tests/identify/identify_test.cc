#include "harness/identify/identify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/identify/same_names.h"
#include "harness/store/builtin.h"
#include "tests/identify/greedy.h"
#include "tests/identify/top_three.h"

namespace splitvote {
namespace {

const CompiledShape kShape{.rows = 4, .tokens_per_rank = 512, .ranks = 1};

TEST(Identify, NamesThePlanOfWhatTheCompilerDid) {
  const Identification found = identify(greedy(), compiled_greedy(kShape), {});
  ASSERT_TRUE(found.explained());
  const auto sampler = greedy();
  ASSERT_EQ(sampler->site_count(), 3);  // m:y, keep:y, keep:m
  EXPECT_EQ(to_string(*sampler, split_plan(*found.plan, 3, 1)), "keep:y=promoted");
  EXPECT_EQ(found.survivors.forced(1), Forced::kPromoted);
  // A maximum may be rounded before or after it is taken.
  EXPECT_EQ(found.survivors.forced(0), Forced::kTied);
  EXPECT_EQ(found.survivors.forced(2), Forced::kTied);
  EXPECT_EQ(found.survivors.count(), 3U);
  EXPECT_EQ(found.fresh, IdentifyOptions{}.fresh);
}

TEST(Identify, ReportsWhatNoPlanDoesWithTheInstructionWhereItStarts) {
  CompiledProgram compiled = compiled_greedy(kShape);
  // A quotient that is truncated where the program rounds.
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "cut", "op": "reduce_precision", "of": ["div"], "to": "bfloat16", "rounding": "toward_zero"},
         {"id": "max", "op": "reduce", "of": ["div"], "kind": "maximum"},
         {"id": "max.1", "op": "reduce_precision", "of": ["max"], "to": "bfloat16"},
         {"id": "keep", "op": "compare", "of": ["cut", "max.1"], "direction": "GE"})",
      kKept);
  compiled.scopes = {"logits", "t", "", "", "", "y", "m", "m", "keep"};
  compiled.instructions[5] = "%cut";
  const Identification found = identify(greedy(), compiled, {});
  EXPECT_FALSE(found.explained());
  ASSERT_TRUE(found.unexplained.has_value());
  EXPECT_EQ(found.unexplained->test_case.logits.rows, 1);
  EXPECT_EQ(found.unexplained->instruction, "%cut");
  const Outcome seen = run_compiled(compiled, found.unexplained->test_case);
  EXPECT_EQ(seen.row_count, 4);
}

TEST(Identify, TakesAFreshCaseThatDiffersAsOneMoreProbe) {
  const CompiledShape small{.rows = 1, .tokens_per_rank = 8, .ranks = 1};
  int struck = 0;
  for (std::uint64_t seed = 0; seed < 48; ++seed) {
    IdentifyOptions options;
    options.seed = seed;
    options.probes_max = 1;
    const Identification found = identify(greedy(), compiled_greedy(small), options);
    ASSERT_TRUE(found.explained()) << "seed " << seed;
    EXPECT_EQ(to_string(*greedy(), split_plan(*found.plan, 3, 1)), "keep:y=promoted");
    EXPECT_EQ(found.fresh, options.fresh);
    struck += found.probes > 1 ? 1 : 0;
  }
  EXPECT_GE(struck, 4) << "one row of eight tokens seldom tells plans apart";
}

TEST(Identify, NamesAUseThatIsServedBothWays) {
  CompiledProgram compiled = compiled_greedy(kShape);
  // Negative logits are compared rounded, the others as they were divided.
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "rounded", "op": "reduce_precision", "of": ["div"], "to": "bfloat16"},
         {"id": "max", "op": "reduce", "of": ["rounded"], "kind": "maximum"},
         {"id": "here", "op": "compare", "of": ["div", "max"], "direction": "GE"},
         {"id": "there", "op": "compare", "of": ["rounded", "max"], "direction": "GE"},
         {"id": "zero", "op": "constant", "dtype": "bfloat16", "value": 0},
         {"id": "below", "op": "compare", "of": ["logits", "zero"], "direction": "LT"},
         {"id": "keep", "op": "select", "of": ["below", "there", "here"]})",
      kKept);
  compiled.scopes = {"logits", "t", "y", "y", "y", "y", "m", "keep", "keep", "", "", "keep"};
  compiled.instructions.assign(compiled.scopes.size(), "%i");
  const Identification found = identify(greedy(), compiled, {});
  ASSERT_TRUE(found.unexplained.has_value());
  EXPECT_EQ(found.unexplained->mixed, std::vector<std::string>{"keep:y"});
}

TEST(Identify, LooksForTheStartUnderThePlanThatTheTextShows) {
  const auto sampler = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "y", "op": "divide", "of": ["logits", "t"]},
         {"id": "e", "op": "exponential", "of": ["y"]},
         {"id": "m", "op": "reduce", "of": ["e"], "kind": "maximum"},
         {"id": "keep", "op": "compare", "of": ["e", "m"], "direction": "GE"})",
      kKept);
  CompiledProgram compiled = compiled_greedy(kShape);
  // The exponential reads unrounded quotients; its maximum is cut where the sampler rounds.
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "exp", "op": "exponential", "of": ["div"]},
         {"id": "e.1", "op": "convert", "of": ["exp"], "dtype": "bfloat16"},
         {"id": "max", "op": "reduce", "of": ["exp"], "kind": "maximum"},
         {"id": "cut", "op": "reduce_precision", "of": ["max"], "to": "bfloat16", "rounding": "toward_zero"},
         {"id": "e.2", "op": "convert", "of": ["e.1"], "dtype": "float32"},
         {"id": "keep", "op": "compare", "of": ["e.2", "cut"], "direction": "GE"})",
      kKept);
  compiled.scopes = {"logits", "t", "y", "y", "y", "e", "e", "", "m", "keep", "keep"};
  compiled.instructions = {"", "", "", "", "%div", "%exp", "%e.1", "%max", "%cut", "%e.2", "%keep"};
  compiled.sampler_scopes = {"logits", "t", "y", "e", "m", "keep"};
  const Identification found = identify(sampler, compiled, {});
  ASSERT_TRUE(found.unexplained.has_value());
  EXPECT_EQ(found.unexplained->mixed, std::vector<std::string>{});
  EXPECT_EQ(found.unexplained->instruction, "%cut");
}

TEST(Identify, NamesTheLoweringWhereItAndAPlanDoWhatTheCompilerDid) {
  const Identification found =
      identify(top_three(), compiled_top_three(kShape, "div", "-65536"), {});
  ASSERT_TRUE(found.explained());
  EXPECT_EQ(found.lowering.name, "packed top_k keys");
  EXPECT_EQ(found.lowering.sampler->name(), "greedy, packed top_k keys");
  EXPECT_EQ(written_name(found.lowering.sampler->name()), "greedy");
  EXPECT_EQ(written_name("greedy"), "greedy");
  const auto sampler = top_three();
  ASSERT_EQ(found.lowering.sampler->site_count(), sampler->site_count());
  for (std::size_t site = 0; site < sampler->sites.size(); ++site) {
    EXPECT_EQ(found.lowering.sampler->sites[site].name, sampler->sites[site].name);
  }
  ASSERT_EQ(sampler->sites[0].name, "third:y");
  EXPECT_EQ(found.survivors.forced(0), Forced::kPromoted);
}

// Tokens whose quotient, times the divisor, is the logit again.
std::shared_ptr<const Program> divided_back(const std::string& quotient) {
  return program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "float32"},
         {"id": "x", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "one", "op": "constant", "dtype": "float32", "value": 1},)" +
          quotient +
          R"({"id": "back", "op": "multiply", "of": ["y", "t"]},
             {"id": "keep", "op": "compare", "of": ["back", "x"], "direction": "EQ"})",
      kKept);
}

TEST(Identify, NamesADivisionByTheReciprocal) {
  const auto sampler = divided_back(R"({"id": "y", "op": "divide", "of": ["x", "t"]},)");
  CompiledProgram compiled = compiled_greedy(kShape);
  compiled.program = divided_back(
      R"({"id": "inverse", "op": "divide", "of": ["one", "t"]},
         {"id": "y", "op": "multiply", "of": ["x", "inverse"]},)");
  compiled.scopes.assign(compiled.program->values.size(), "");
  compiled.sampler_scopes.assign(sampler->values.size(), "");
  const Identification found = identify(sampler, compiled, {});
  ASSERT_TRUE(found.explained());
  EXPECT_EQ(found.lowering.name, "division by the reciprocal");
  compiled.program = sampler;
  compiled.scopes.assign(compiled.program->values.size(), "");
  EXPECT_EQ(identify(sampler, compiled, {}).lowering.name, "");
}

TEST(Lowerings, AreTriedOneByOneThenTogether) {
  const auto sampler = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "y", "op": "divide", "of": ["logits", "t"]},
         {"id": "square", "op": "divide", "of": ["y", "y"]},
         {"id": "cum", "op": "cumsum", "of": ["y"], "accumulator_dtype": "bfloat16"},
         {"id": "keep", "op": "compare", "of": ["cum", "square"], "direction": "GE"})",
      kKept);
  // Ones divided, sums over 256 and running sums over 16 and 128 elements.
  const auto compiled = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "float32", "shape": [1, 512]},
         {"id": "one", "op": "constant", "dtype": "float32", "value": 1},
         {"id": "inverse", "op": "divide", "of": ["one", "logits"]},
         {"id": "a", "op": "reshape", "of": ["inverse"], "shape": [32, 16]},
         {"id": "b", "op": "cumsum", "of": ["a"]},
         {"id": "c", "op": "reshape", "of": ["b"], "shape": [4, 128]},
         {"id": "d", "op": "cumsum", "of": ["c"]},
         {"id": "e", "op": "reshape", "of": ["d"], "shape": [2, 256]},
         {"id": "f", "op": "reduce", "of": ["e"], "kind": "sum"},
         {"id": "keep", "op": "compare", "of": ["logits", "logits"], "direction": "GE"})",
      kKept);
  std::vector<std::string> names;
  for (const Lowering& lowering : lowerings_of(sampler, *compiled)) {
    names.push_back(lowering.name);
    EXPECT_EQ(written_name(lowering.sampler->name()), "greedy") << lowering.name;
    ASSERT_EQ(lowering.sampler->site_count(), sampler->site_count());
    for (std::size_t site = 0; site < sampler->sites.size(); ++site)
      EXPECT_EQ(lowering.sampler->sites[site].name, sampler->sites[site].name);
    EXPECT_FALSE(lowering.sampler->values[3].attributes.by_reciprocal)
        << "no two elements are divided by the same";
  }
  const std::string reciprocal = "division by the reciprocal";
  const std::string sixteen = "running sums in blocks of 16";
  const std::string tpu = "running sums in blocks of 128";
  EXPECT_EQ(names, (std::vector<std::string>{"", reciprocal, sixteen, tpu,
                                             reciprocal + ", " + sixteen, reciprocal + ", " + tpu}))
      << "the sampler has no sum";
  EXPECT_EQ(lowerings_of(sampler, *sampler).size(), 1U) << "nothing of it is seen";
}

TEST(Identify, NamesNoLoweringWhereThePlainPlanDoesTheSame) {
  const Identification found =
      identify(top_three(), compiled_top_three(kShape, "rounded", "-65536"), {});
  ASSERT_TRUE(found.explained());
  EXPECT_EQ(found.lowering.name, "");
  EXPECT_EQ(to_string(*top_three(), split_plan(*found.plan, top_three()->site_count(), 1)),
            "rounded");
}

TEST(Identify, NamesNoLoweringThatOnlyNearlyDoesIt) {
  // One bit more is cut away.
  const Identification found =
      identify(top_three(), compiled_top_three(kShape, "div", "-131072"), {});
  EXPECT_FALSE(found.explained());
  EXPECT_EQ(found.lowering.name, "");
}

TEST(Identify, FillsTheCompiledBatchWithCopiesOfTheFirstRow) {
  const CompiledProgram compiled = compiled_greedy(kShape);
  Case test_case;
  test_case.program = greedy();
  test_case.layout = even_layout(512, 1);
  test_case.logits.background = {BackgroundKind::kNormal, 7, 0, 3};
  const Outcome seen = run_compiled(compiled, test_case);
  ASSERT_EQ(seen.row_count, 4);
  for (int row = 1; row < 4; ++row) EXPECT_EQ(seen.at(0, row), seen.at(0, 0));
}

// A rejection loop whose body sums up to each token; the compiler did so in blocks.
TEST(Identify, KnowsLoweringsOfWhatStandsInALoop) {
  const auto sampler = builtin_program("flashinfer_reject");
  const auto compiled = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16",
          "shape": [1, 128]},
         {"id": "x", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "cum", "op": "cumsum", "of": ["x"]},
         {"id": "m", "op": "reduce", "of": ["cum"], "kind": "maximum"},
         {"id": "keep", "op": "compare", "of": ["cum", "m"], "direction": "GE"})",
      kKept);
  const std::vector<Lowering> lowerings = lowerings_of(sampler, *compiled);
  const auto blocks = std::find_if(lowerings.begin(), lowerings.end(), [](const Lowering& each) {
    return each.name == "running sums in blocks of 128";
  });
  ASSERT_NE(blocks, lowerings.end());
  const auto widths = [](const Program& program) {
    std::vector<std::int64_t> found;
    for (const Value& value : program.values) {
      for (const Region& region : value.regions) {
        for (const Value& inside : region.values) {
          if (inside.opcode == Opcode::kCumsum) found.push_back(inside.attributes.width);
        }
      }
    }
    return found;
  };
  EXPECT_EQ(widths(*sampler), std::vector<std::int64_t>{1});
  EXPECT_EQ(widths(*blocks->sampler), std::vector<std::int64_t>{128});
}

}  // namespace
}  // namespace splitvote
