#include "tests/emit/random_findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "harness/emit/emitted.h"
#include "harness/generate/rng.h"
#include "harness/oracle/judge.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_program.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

constexpr std::int32_t kVocabularyMaxWithBins = 700;  // approx_top_k is exact up to 128

int setting(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::atoi(text);
}

std::shared_ptr<const Program> promising_program(std::uint64_t seed) {
  ProgramDraft draft = random_program(seed, static_cast<int>(seed % 13));
  // No file can show packed keys.
  for (ValueDraft& value : draft.values) value.attributes.erase("key");
  for (const std::string_view promise : kPromiseNames) draft.promises.emplace_back(promise);
  return std::make_shared<const Program>(check_program(std::move(draft)));
}

bool needs(const Program& program, Opcode opcode) {
  return std::any_of(program.values.begin(), program.values.end(),
                     [&](const Value& value) { return value.needed && value.opcode == opcode; });
}

// A verdict that is judged on the case, whether it holds or not.
Finding made_up_finding(const Case& test_case, Rng& rng) {
  Finding finding;
  finding.test_case = test_case;
  const Judge judge(test_case);
  std::vector<Verdict> judged;
  for (const VerdictInfo& row : kVerdicts) {
    if (of_plans(row.verdict) && judge.judged(row.verdict) &&
        (relation_info(row.verdict) == nullptr || row.verdict == Verdict::kLayoutSplit))
      judged.push_back(row.verdict);
  }
  finding.verdict = rng.pick(judged);
  finding.grade = static_cast<Grade>(rng.below(3));
  if (finding.verdict == Verdict::kLayoutSplit) {
    const std::int32_t size = test_case.layout.vocab_size;
    finding.relation =
        to_layout(padded_layout(size, size + rng.between(0, 3), rng.between(1, 3), -1e4f));
  }
  return finding;
}

RandomFinding finding_of(const Case& test_case, std::uint64_t seed) {
  Rng rng(seed, 7);
  RandomFinding made;
  made.seed = seed;
  made.finding = made_up_finding(test_case, rng);
  for (int c = 0; c < test_case.layout.class_count(); ++c) {
    made.plan.per_class.push_back(rng.next());
  }
  made.expected = expected_output(made.finding, made.plan, [](const Case& each, const Plan& plan) {
    return reference_outcome(each, plan);
  });
  return made;
}

std::set<std::string> operations_of(const Program& program) {
  std::set<std::string> used;
  for (const Value& value : program.values) {
    if (!value.needed) continue;
    used.emplace(operation(value.opcode).name);
    for (const Region& region : value.regions) {
      for (const Value& inner : region.values) used.emplace(operation(inner.opcode).name);
    }
  }
  return used;
}

}  // namespace

RandomFindings random_findings(int wanted, std::int32_t vocabulary_max, std::size_t for_the_rest) {
  const auto count = static_cast<std::size_t>(setting("SPLITVOTE_EMIT_PROGRAMS", wanted));
  auto seed = static_cast<std::uint64_t>(setting("SPLITVOTE_EMIT_SEED", 1)) * 1'000'000;
  const std::uint64_t last = seed + 50'000;
  RandomFindings made;
  while (made.all.size() < count && ++seed < last) {
    const auto program = promising_program(seed);
    const std::set<std::string> used = operations_of(*program);
    const bool adds =
        !std::includes(made.operations.begin(), made.operations.end(), used.begin(), used.end());
    if (made.all.size() + for_the_rest >= count && !adds) continue;
    const Case test_case = random_case(program, seed, CaseSize::kMixed);
    const bool bins = needs(*program, Opcode::kApproxTopK);
    if (test_case.layout.vocab_size > (bins ? kVocabularyMaxWithBins : vocabulary_max)) continue;
    made.operations.insert(used.begin(), used.end());
    made.all.push_back(finding_of(test_case, seed));
  }
  return made;
}

void RandomFindings::expect_all_kinds() const {
  for (const Operation& each : splitvote::operations()) {
    EXPECT_EQ(operations.count(std::string(each.name)), is_emitted(each.opcode) ? 1u : 0u)
        << each.name << (is_emitted(each.opcode) ? " was never emitted" : " was emitted");
  }
  std::map<std::string, std::array<int, 2>> fired;
  bool fleets = false;
  for (const RandomFinding& each : all) {
    ++fired[std::string(name(each.finding.verdict))][each.expected.fires ? 1 : 0];
    const std::vector<PlanBits>& plan = each.plan.per_class;
    fleets = fleets || (plan.size() > 1 && plan[0] != plan[1]);
  }
  EXPECT_TRUE(fleets);
  for (const auto& [verdict, counts] : fired) {
    std::printf("%s: holds %d times, fails %d times\n", verdict.c_str(), counts[0], counts[1]);
  }
}

}  // namespace splitvote
