// Random programs, emitted as C++ and compiled: what they print is what the reference evaluator
// says, and their checks fire where the judge rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "harness/emit/cpp_file.h"
#include "harness/emit/emit.h"
#include "harness/generate/rng.h"
#include "harness/oracle/judge.h"
#include "tests/emit/compiled.h"
#include "tests/emit/expected_output.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_program.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

constexpr int kProgramsDefault = 120;
constexpr int kProgramsPerFile = 40;
constexpr int kForTheRest = 10;  // programs at the end, which must use an operation not seen before
constexpr int kOneAloneIn = 12;  // which is slow
constexpr std::int32_t kVocabularyMax = 48;
constexpr std::int32_t kVocabularyMaxWithBins = 700;  // approx_top_k is exact up to 128

// SPLITVOTE_EMIT_PROGRAMS, SPLITVOTE_EMIT_SEED: a longer run, or another one.
int setting(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::atoi(text);
}

std::shared_ptr<const Program> promising_program(std::uint64_t seed) {
  ProgramDraft draft = random_program(seed, static_cast<int>(seed % 13));
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
    if (judge.judged(row.verdict)) judged.push_back(row.verdict);
  }
  finding.verdict = rng.pick(judged);
  finding.grade = static_cast<Grade>(rng.below(3));
  if (finding.verdict == Verdict::kLayoutSplit) {
    const std::int32_t size = test_case.layout.vocab_size;
    finding.other_layout = padded_layout(size, size + rng.between(0, 3), rng.between(1, 3), -1e4f);
  }
  return finding;
}

struct Tally {
  std::set<std::string> operations;
  std::map<Verdict, std::array<int, 2>> verdicts;  // that did not fire, and that did
  std::set<bool> by_class;

  [[nodiscard]] bool adds_operation(const Program& program) const {
    return std::any_of(program.values.begin(), program.values.end(), [&](const Value& value) {
      return value.needed && operations.count(std::string(operation(value.opcode).name)) == 0;
    });
  }
};

void note(const Finding& finding, const Plan& plan, bool fires, Tally& tally) {
  for (const Value& value : finding.test_case.program->values) {
    if (!value.needed) continue;
    tally.operations.insert(std::string(operation(value.opcode).name));
    for (const Region& region : value.regions) {
      for (const Value& inner : region.values) {
        tally.operations.insert(std::string(operation(inner.opcode).name));
      }
    }
  }
  ++tally.verdicts[finding.verdict][fires ? 1 : 0];
  tally.by_class.insert(plan.per_class.size() > 1 && plan.per_class[0] != plan.per_class[1]);
}

TEST(EmittedCpp, PrintsWhatTheReferenceSaysOfRandomPrograms) {
  const int wanted = setting("SPLITVOTE_EMIT_PROGRAMS", kProgramsDefault);
  auto seed = static_cast<std::uint64_t>(setting("SPLITVOTE_EMIT_SEED", 1)) * 1'000'000;
  const Compiler compiler = usual_compiler();
  Tally tally;
  for (int done = 0; done < wanted;) {
    std::vector<Finding> findings;
    std::vector<CppFile> files;
    std::vector<ExpectedOutput> expected;
    std::vector<std::string> described, texts;
    while (static_cast<int>(files.size()) < kProgramsPerFile && done < wanted) {
      const auto program = promising_program(++seed);
      if (done >= wanted - kForTheRest && !tally.adds_operation(*program)) {
        if (seed % 1'000'000 > 50'000) done = wanted;
        continue;
      }
      const Case test_case = random_case(program, seed, CaseSize::kMixed);
      const bool bins = needs(*program, Opcode::kApproxTopK);
      if (test_case.layout.vocab_size > (bins ? kVocabularyMaxWithBins : kVocabularyMax)) continue;
      Rng rng(seed, 7);
      const Finding finding = made_up_finding(test_case, rng);
      const Plan plan = [&] {
        Plan made;
        for (int c = 0; c < test_case.layout.class_count(); ++c)
          made.per_class.push_back(rng.next());
        return made;
      }();
      const auto by_reference = [](const Case& each, const Plan& under) {
        return reference_outcome(each, under);
      };
      expected.push_back(expected_output(finding, plan, by_reference));
      note(finding, plan, expected.back().fires, tally);
      files.push_back(cpp_file(reproducer_of(finding, plan)));
      if (done % kOneAloneIn == 0) texts.push_back(emit(finding, plan, Language::kCpp));
      described.push_back("seed " + std::to_string(seed) + ", " +
                          std::string(name(finding.verdict)));
      ++done;
    }
    if (files.empty()) break;
    const Ran ran = compile_and_run(compiler, joined_source(files));
    ASSERT_TRUE(ran.compiled) << ran.errors.substr(0, 4000);
    ASSERT_EQ(ran.exit_code, 0);
    // Together they could borrow operations from each other.
    for (const std::string& said : complaints(compiler, texts)) {
      EXPECT_EQ(said, "");
    }
    const std::vector<Ran> shown = separated(ran.out);
    ASSERT_EQ(shown.size(), files.size());
    for (std::size_t at = 0; at < files.size(); ++at) {
      EXPECT_EQ(shown[at].out.substr(0, expected[at].lines.size()), expected[at].lines)
          << described[at] << "\n"
          << files[at].body;
      EXPECT_EQ(shown[at].exit_code, expected[at].fires ? 1 : 0) << described[at];
    }
  }
  for (const Operation& operation : operations()) {
    EXPECT_EQ(tally.operations.count(std::string(operation.name)), 1u)
        << operation.name << " was never emitted";
  }
  for (const auto& [verdict, counts] : tally.verdicts) {
    std::printf("%s: holds %d times, fails %d times\n", std::string(name(verdict)).c_str(),
                counts[0], counts[1]);
  }
  EXPECT_EQ(tally.by_class.size(), 2u);
}

}  // namespace
}  // namespace splitvote
