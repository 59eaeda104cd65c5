// The product's sweep against the independent reference: equal outcomes, bit for bit, plan by plan.
//
// Half of the (program, case, plan) triples come from random programs (three of seven as compilers
// write them), half from the built-in samplers. Sizes: nine cases of ten have at most 64 tokens,
// one of a thousand a real vocabulary.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "harness/store/builtin.h"
#include "tests/evaluate/mismatch.h"
#include "tests/reference/draft_builder.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_compiled.h"
#include "tests/reference/random_program.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

constexpr std::int64_t kTriplesDefault = kSanitized ? 10'000 : 100'000;
constexpr std::size_t kPlansPerCase = 16;
constexpr int kCasesPerProgram = 2;
constexpr int kSiteCountMax = 12;
constexpr int kMismatchesShown = 3;
// More choices than these are covered near all-rounded and all-promoted only.
const SweepLimits kLimits = {2048, 12, nullptr};

// SPLITVOTE_AGREEMENT_TRIPLES, _SEED: a longer run, or another one.
std::int64_t setting(const char* name, std::int64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::atoll(text);
}

struct Tally {
  std::int64_t triples = 0, cases = 0, programs = 0, real_sized = 0, choices = 0,
               several_outcomes = 0;
  std::set<std::string> operations, dtypes;
  int mismatches = 0;

  void note(const ValueDraft& draft, const Value& value) {
    operations.insert(draft.op);
    for (const Element& element : value.elements) dtypes.insert(std::string(name(element.dtype)));
    for (std::size_t r = 0; r < draft.regions.size(); ++r) {
      const std::vector<ValueDraft>& inner = draft.regions[r].values;
      const Region& region = value.regions[r];
      const auto parameters = static_cast<std::size_t>(region.parameter_count);
      for (std::size_t i = 0; i < inner.size(); ++i) {
        if (region.values[parameters + i].needed) note(inner[i], region.values[parameters + i]);
      }
    }
  }
  void note(const Program& program) {
    ++programs;
    for (std::size_t i = 0; i < program.values.size(); ++i) {
      if (program.values[i].needed) note(program.draft.values[i], program.values[i]);
    }
  }
  void print(const char* what) const {
    std::printf(
        "%s: %lld triples, %lld programs, %lld cases (%lld of real size, %lld with several "
        "outcomes), "
        "%.1f choices a case, %zu operations, %zu dtypes\n",
        what, static_cast<long long>(triples), static_cast<long long>(programs),
        static_cast<long long>(cases), static_cast<long long>(real_sized),
        static_cast<long long>(several_outcomes),
        static_cast<double>(choices) / static_cast<double>(cases), operations.size(),
        dtypes.size());
  }
};

void compare(const Case& test_case, std::uint64_t seed, Tally& tally) {
  const Sweep swept = sweep(test_case, kLimits);
  const std::size_t plans = test_case.layout.vocab_size > 4096 ? 4 : kPlansPerCase;
  const std::optional<Plan> plan = disagreeing_plan(test_case, swept, plans, seed);
  tally.triples += static_cast<std::int64_t>(plans_compared(swept, plans));
  tally.choices += swept.choice_count();
  tally.several_outcomes += swept.outcomes.size() > 1 ? 1 : 0;
  tally.real_sized += test_case.layout.vocab_size > 4096 ? 1 : 0;
  ++tally.cases;
  if (!plan) return;
  if (++tally.mismatches > kMismatchesShown) return;
  const Case reduced = reduced_mismatch(test_case);
  const Sweep again = sweep(reduced, kLimits);
  const std::optional<Plan> reduced_plan = disagreeing_plan(reduced, again, 256, 0);
  ADD_FAILURE() << "seed " << seed << "\n"
                << describe_mismatch(reduced_plan ? reduced : test_case,
                                     reduced_plan ? *reduced_plan : *plan);
}

CaseSize size_of(std::int64_t case_number) {
  return case_number % 1000 == 500 ? CaseSize::kReal : CaseSize::kMixed;
}

// Sites of values that nothing observed needs are none, so more may be written than shall be there.
std::shared_ptr<const Program> program_of(std::uint64_t seed, int site_count_max) {
  if (seed % 7 < 3) {
    return std::make_shared<const Program>(
        check_program(random_compiled_program(seed, site_count_max)));
  }
  for (int written = static_cast<int>(seed % 30);; written /= 2) {
    Program program = check_program(random_program(seed, written));
    if (program.site_count() <= site_count_max)
      return std::make_shared<const Program>(std::move(program));
  }
}

TEST(Agreement, OnRandomPrograms) {
  const std::int64_t wanted = setting("SPLITVOTE_AGREEMENT_TRIPLES", kTriplesDefault) / 2;
  const auto first =
      static_cast<std::uint64_t>(setting("SPLITVOTE_AGREEMENT_SEED", 1)) * 1'000'000'000;
  Tally tally;
  for (std::uint64_t seed = first; tally.triples < wanted; ++seed) {
    const CaseSize size = size_of(tally.cases);
    const auto program = program_of(seed, size == CaseSize::kReal ? 3 : kSiteCountMax);
    tally.note(*program);
    for (int i = 0; i < kCasesPerProgram; ++i) {
      const std::uint64_t case_seed = seed * kCasesPerProgram + static_cast<std::uint64_t>(i);
      compare(random_case(program, case_seed, i == 0 ? size : CaseSize::kMixed), case_seed, tally);
    }
  }
  tally.print("random programs");
  EXPECT_EQ(tally.mismatches, 0);
  for (const Operation& operation : operations()) {
    EXPECT_EQ(tally.operations.count(std::string(operation.name)), 1u)
        << operation.name << " was never compared";
  }
  EXPECT_EQ(tally.dtypes.size(), kDtypes.size());
}

TEST(Agreement, OnBuiltInSamplers) {
  const std::int64_t wanted = setting("SPLITVOTE_AGREEMENT_TRIPLES", kTriplesDefault) / 2;
  const auto first =
      static_cast<std::uint64_t>(setting("SPLITVOTE_AGREEMENT_SEED", 1)) * 1'000'000'000;
  Tally tally;
  for (const std::string& name : builtin_names()) tally.note(*builtin_program(name));
  ASSERT_FALSE(builtin_names().empty());
  for (std::uint64_t seed = first; tally.triples < wanted; ++seed) {
    const std::string& name = builtin_names()[seed % builtin_names().size()];
    compare(random_case(builtin_program(name), seed, size_of(tally.cases)), seed, tally);
  }
  tally.print("built-in samplers");
  EXPECT_EQ(tally.mismatches, 0);
}

// float16 holds no bfloat16 above 65504: random programs seldom have a number there.
TEST(Agreement, OnFloat16RoundedBeyondItsRange) {
  DraftBuilder b("beyond");
  const std::string x = b.logits("float16");
  const std::string rounded = b.add("reduce_precision", {x}, {{"to", word("bfloat16")}});
  const std::string wide = b.convert(rounded, "float32");
  const std::string bits = b.add("bitcast_convert", {wide}, {{"dtype", word("u32")}});
  b.observe("candidates", {{"ids", bits}});
  Case test_case;
  test_case.program = std::make_shared<const Program>(check_program(b.draft()));
  test_case.logits.values = {{65504.0f, -65504.0f, 65280.0f, 1.0f, 65519.0f}};
  test_case.layout = even_layout(5, 1);
  Tally tally;
  compare(test_case, 0, tally);
  EXPECT_EQ(tally.mismatches, 0);
}

}  // namespace
}  // namespace splitvote
