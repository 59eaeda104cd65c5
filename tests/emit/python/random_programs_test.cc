// Random programs, emitted as Python and run: what they print is what the reference evaluator says,
// and their checks fire where the judge rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "harness/generate/rng.h"
#include "harness/oracle/judge.h"
#include "tests/emit/expected_output.h"
#include "tests/emit/python/python_runs.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_program.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

constexpr int kForTheRest = 10;  // programs at the end, which must use an operation not seen before
constexpr std::int32_t kVocabularyMax = 48;
constexpr std::int32_t kVocabularyMaxWithBins = 700;  // approx_top_k is exact up to 128

// JAX compiles every operation for every shape that it meets, which takes a second a program.
int programs_of(Language language) {
  switch (language) {
    case Language::kNumpy:
      return 400;
    case Language::kTorch:
      return 150;
    default:
      return 40;
  }
}

// SPLITVOTE_EMIT_PROGRAMS, _SEED: a longer run, or another one.
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

struct Emitted {
  std::uint64_t seed = 0;
  Finding finding;
  ExpectedOutput expected;
  std::string source;
};

class RandomPrograms {
 public:
  RandomPrograms(Language language, int wanted) : language_(language), wanted_(wanted) {}

  std::vector<Emitted> make() {
    auto seed = static_cast<std::uint64_t>(setting("SPLITVOTE_EMIT_SEED", 1)) * 1'000'000;
    const std::uint64_t last = seed + 50'000;
    std::vector<Emitted> made;
    while (static_cast<int>(made.size()) < wanted_ && ++seed < last) {
      const auto program = promising_program(seed);
      const bool for_the_rest = static_cast<int>(made.size()) >= wanted_ - kForTheRest;
      if (for_the_rest && !adds_operation(*program)) continue;
      const Case test_case = random_case(program, seed, CaseSize::kMixed);
      const bool bins = needs(*program, Opcode::kApproxTopK);
      if (test_case.layout.vocab_size > (bins ? kVocabularyMaxWithBins : kVocabularyMax)) continue;
      note(*program);
      made.push_back(emitted(test_case, seed));
    }
    return made;
  }

  [[nodiscard]] const std::set<std::string>& operations_seen() const { return operations_; }

 private:
  [[nodiscard]] Emitted emitted(const Case& test_case, std::uint64_t seed) const {
    Rng rng(seed, 7);
    const Finding finding = made_up_finding(test_case, rng);
    Plan plan;
    for (int c = 0; c < test_case.layout.class_count(); ++c) plan.per_class.push_back(rng.next());
    const auto by_reference = [](const Case& each, const Plan& under) {
      return reference_outcome(each, under);
    };
    return {seed, finding, expected_output(finding, plan, by_reference),
            emit(finding, plan, language_)};
  }
  [[nodiscard]] bool adds_operation(const Program& program) const {
    return std::any_of(program.values.begin(), program.values.end(), [&](const Value& value) {
      return value.needed && operations_.count(std::string(operation(value.opcode).name)) == 0;
    });
  }
  void note(const Program& program) {
    for (const Value& value : program.values) {
      if (!value.needed) continue;
      operations_.insert(std::string(operation(value.opcode).name));
      for (const Region& region : value.regions) {
        for (const Value& inner : region.values) {
          operations_.insert(std::string(operation(inner.opcode).name));
        }
      }
    }
  }

  Language language_;
  int wanted_;
  std::set<std::string> operations_;
};

// SPLITVOTE_EMIT_KEEP: a folder for the sources of files that print something else.
void keep_source(const Emitted& each, bool same) {
  const char* folder = std::getenv("SPLITVOTE_EMIT_KEEP");
  if (same || folder == nullptr) return;
  std::ofstream(std::string(folder) + "/" + std::to_string(each.seed) + ".py") << each.source;
}

void expect_shown(const std::vector<Emitted>& made, const std::vector<PythonRun>& runs) {
  std::map<std::string, std::array<int, 2>> fired;
  int may_miss = 0, missed = 0;
  for (std::size_t at = 0; at < made.size(); ++at) {
    const Emitted& each = made[at];
    const std::string& lines = each.expected.lines;
    ++fired[std::string(name(each.finding.verdict))][each.expected.fires ? 1 : 0];
    const bool same = runs[at].out.substr(0, lines.size()) == lines &&
                      runs[at].exit_code == (each.expected.fires ? "1" : "0");
    if (says_it_may_miss(each.source)) {
      ++may_miss;
      missed += same ? 0 : 1;
      continue;
    }
    EXPECT_TRUE(same) << "seed " << each.seed << ", " << name(each.finding.verdict)
                      << "\nexpected, exit code " << each.expected.fires << ":\n"
                      << lines << "printed, exit code " << runs[at].exit_code << ":\n"
                      << runs[at].out;
    keep_source(each, same);
  }
  for (const auto& [verdict, counts] : fired) {
    std::printf("%s: holds %d times, fails %d times\n", verdict.c_str(), counts[0], counts[1]);
  }
  std::printf("%zu files, %d of them say that they may miss the outcome; %d do\n", made.size(),
              may_miss, missed);
  EXPECT_LT(may_miss, static_cast<int>(made.size()) / 2);
}

void run_random_programs(Language language) {
  const std::vector<std::string> pythons = pythons_with(language);
  if (pythons.empty()) {
    ASSERT_NE(language, Language::kNumpy) << "no Python here has NumPy: scripts/install --for test";
    GTEST_SKIP() << "SKIPPED: no Python here has " << name(language);
  }
  RandomPrograms random(language, setting("SPLITVOTE_EMIT_PROGRAMS", programs_of(language)));
  const std::vector<Emitted> made = random.make();
  std::vector<std::string> sources;
  for (const Emitted& each : made) sources.push_back(each.source);
  for (const std::string& python : pythons) expect_shown(made, run_python(python, sources));
  for (const Operation& operation : operations()) {
    EXPECT_EQ(random.operations_seen().count(std::string(operation.name)), 1u)
        << operation.name << " was never emitted";
  }
}

class EmittedPrograms : public testing::TestWithParam<Language> {};

TEST_P(EmittedPrograms, PrintWhatTheReferenceSays) { run_random_programs(GetParam()); }

INSTANTIATE_TEST_SUITE_P(, EmittedPrograms,
                         testing::Values(Language::kNumpy, Language::kJax, Language::kTorch),
                         [](const auto& language) { return std::string(name(language.param)); });

}  // namespace
}  // namespace splitvote
