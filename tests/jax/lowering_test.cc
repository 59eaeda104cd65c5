// Every preset and many random programs, written, lowered by JAX, and run by XLA on the CPU with
// excess precision off, where the CPU computes as splitvote does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "harness/generate/rng.h"
#include "harness/store/builtin.h"
#include "src/program/input_error.h"
#include "tests/jax/written_modules.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_program.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

int setting(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::atoi(text);
}

// A feature of the layout that a compiled program does not have.
bool gathers_in_stages(const Program& program) {
  return std::any_of(program.values.begin(), program.values.end(),
                     [](const Value& value) { return value.attributes.stage >= 0; });
}

TEST(WrittenJax, LowersForEveryPresetShapeAndRankCount) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  std::vector<WrittenModule> modules;
  for (const auto& program : builtin_programs()) {
    if (gathers_in_stages(*program)) continue;
    for (const int ranks : {1, 4}) {
      for (const auto& [batch, tokens] : {std::pair{1, 64}, {8, 256}, {3, 1000}}) {
        modules.push_back({write_jax(*program, {batch, tokens, ranks, {{"top_k", 40}}}), {}});
      }
    }
  }
  const std::vector<ModuleRun> runs = run_modules(*python, modules);
  for (std::size_t i = 0; i < modules.size(); ++i) {
    EXPECT_EQ(runs[i].error, "") << modules[i].source.text;
  }
}

// Arithmetic that XLA:CPU does as written: no sum, no transcendental function, no float32 division
// by what every element of a row shares (it multiplies by the reciprocal), no float32 sum of
// products (it contracts them).
bool cpu_computes_as_written(const Program& program) {
  for (const Value& value : program.values) {
    if (!value.needed) continue;
    const bool is_f32 = value.elements[0].dtype == Dtype::kFloat32;
    switch (value.opcode) {
      case Opcode::kExponential:
      case Opcode::kLog:
      case Opcode::kTanh:
      case Opcode::kSqrt:
      case Opcode::kApproxTopK:
        return false;
      case Opcode::kDivide:
        if (is_float(value.elements[0].dtype) && !value.elements[0].shape.empty()) return false;
        break;
      case Opcode::kReduce:
        // XLA takes a region for commutative.
        if (value.attributes.combine == Combine::kRegion) return false;
        [[fallthrough]];
      case Opcode::kAllReduce:
      case Opcode::kCumsum: {
        const bool exact = value.opcode != Opcode::kCumsum &&
                           value.attributes.combine != Combine::kSum &&
                           value.attributes.combine != Combine::kProduct;
        if (is_float(value.elements[0].dtype) && !exact) return false;
        break;
      }
      case Opcode::kBitSearchThreshold:
        if (value.operands.size() == 3) return false;
        break;
      case Opcode::kAdd:
      case Opcode::kSubtract:
        for (const int operand : value.operands) {
          const Value& from = program.values[static_cast<std::size_t>(operand)];
          if (is_f32 && from.opcode == Opcode::kMultiply) return false;
        }
        break;
      default:
        break;
    }
    for (const Element& element : value.elements) {
      if (is_float(element.dtype) && info(element.dtype).storage_bits == 8) return false;
    }
  }
  return true;
}

// Rows of ordinary numbers, a third of them near ties.
Case ordinary_case(std::shared_ptr<const Program> program, std::uint64_t seed) {
  Case made = random_case(std::move(program), seed, CaseSize::kMixed);
  Rng rng(seed, 21);
  static const std::vector<int> kRanks = {1, 1, 2, 4};
  const int ranks = rng.pick(kRanks);
  const int tokens = ranks * rng.between(1, rng.chance(90) ? 12 : 200);
  made.layout = even_layout(tokens, ranks);
  for (std::vector<float>& row : made.logits.values) {
    row.resize(static_cast<std::size_t>(tokens));
    const float center = rng.uniform(-12.0F, 12.0F);
    for (float& x : row) x = center + (rng.chance(33) ? 0.05F : 4.0F) * (rng.unit() - 0.5F);
    if (rng.chance(30)) row[rng.below(row.size())] = rng.chance(50) ? -0.0F : 0.0F;
  }
  return made;
}

void expect_as_rounded(const std::vector<WrittenModule>& modules, const std::string& python) {
  const std::vector<ModuleRun> runs = run_modules(python, modules);
  int compared = 0, left_out = 0;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const WrittenModule& module = modules[i];
    EXPECT_EQ(runs[i].error, "") << module.source.text;
    if (!runs[i].error.empty()) continue;
    ASSERT_EQ(runs[i].results.size(), module.cases.size());
    for (std::size_t at = 0; at < module.cases.size(); ++at) {
      const ExpectedResults expected = expected_results(module.cases[at], module.source);
      if (expected.has_nan || expected.has_subnormal) {
        ++left_out;
        continue;
      }
      ++compared;
      EXPECT_EQ(runs[i].results[at], expected.text) << module.source.text;
    }
  }
  std::printf("%d runs of %zu modules are as splitvote says; %d left out\n", compared,
              modules.size(), left_out);
  EXPECT_GT(compared, left_out);
}

TEST(WrittenJax, RunsAsRoundedOnTheIncidentsSampler) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  std::vector<WrittenModule> modules;
  for (const int ranks : {1, 4}) {
    Rng rng(static_cast<std::uint64_t>(ranks), 3);
    WrittenModule module;
    for (int i = 0; i < 50; ++i) {
      module.cases.push_back(near_tie_case("xla_excess_topk", 512, ranks, 40,
                                           {{"temperature", 0.7}, {"top_k", 20}}, rng));
    }
    module.source = write_jax(*module.cases[0].program, shapes_of(module.cases[0]));
    modules.push_back(module);
  }
  expect_as_rounded(modules, *python);
}

TEST(WrittenJax, RunsAsRoundedOnRandomPrograms) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  const int program_count = setting("SPLITVOTE_JAX_PROGRAMS", 600);
  std::vector<WrittenModule> modules;
  std::map<std::string, int> refused;
  for (int seed = 0; seed < program_count; ++seed) {
    const auto number = static_cast<std::uint64_t>(seed);
    const auto program =
        std::make_shared<const Program>(check_program(random_program(number, seed % 13)));
    if (!cpu_computes_as_written(*program)) continue;
    WrittenModule module;
    module.cases = {ordinary_case(program, number)};
    try {
      module.source = write_jax(*program, shapes_of(module.cases[0]));
    } catch (const InputError& error) {
      const std::string what = error.expectation();
      ++refused[what.substr(what.find('(') == std::string::npos ? 0 : what.find('('))];
      continue;
    }
    for (std::uint64_t i = 1; i < 4; ++i) {
      Case other = module.cases[0];
      for (auto& row : other.logits.values) {
        std::rotate(row.begin(), row.begin() + 1, row.end());
        for (float& x : row) x += static_cast<float>(i) * 0.01F;
      }
      module.cases.push_back(other);
    }
    modules.push_back(std::move(module));
  }
  for (const auto& [why, count] : refused) std::printf("%4d refused: %s\n", count, why.c_str());
  expect_as_rounded(modules, *python);
}

}  // namespace
}  // namespace splitvote
