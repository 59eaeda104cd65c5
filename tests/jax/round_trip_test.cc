// A program, written as JAX, lowered, and its HLO read back before any compiler saw it:
// all-rounded, both are one sampler, whatever it is given.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "harness/generate/rng.h"
#include "harness/store/builtin.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"
#include "src/program/input_error.h"
#include "tests/jax/written_modules.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_compiled.h"
#include "tests/reference/random_program.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

int setting(const char* name, int fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::atoi(text);
}

// HLO leaves the order of a sum open, and it is read as sequential.
std::shared_ptr<const Program> in_order_of_hlo(ProgramDraft draft) {
  for (ValueDraft& value : draft.values) {
    const auto kind = value.attributes.find("kind");
    const bool sum = kind != value.attributes.end() && kind->second == AttributeValue("sum");
    const bool ordered = (value.op == "reduce" && sum) || (value.op == "all_reduce" && sum) ||
                         value.op == "cumsum" || value.op == "dot";
    if (!ordered) continue;
    value.attributes.erase("order");
    value.attributes.erase("width");
  }
  return std::make_shared<const Program>(check_program(std::move(draft)));
}

// As many ranks and tokens as one compiled program serves, with whatever numbers the case has.
Case compilable_case(std::shared_ptr<const Program> program, std::uint64_t seed) {
  Case made = random_case(std::move(program), seed, CaseSize::kMixed);
  Rng rng(seed, 22);
  static const std::vector<int> kRanks = {1, 1, 2, 4};
  int ranks = rng.pick(kRanks);
  // A slice of one token could be a column of ids.
  int tokens = ranks * rng.between(2, rng.chance(90) ? 12 : 200);
  const auto logits = static_cast<std::size_t>(made.program->logits);
  if (const auto& shape = made.program->values[logits].attributes.shape) {
    ranks = made.layout.rank_count();
    tokens = ranks * static_cast<int>((*shape)[1]);
  }
  made.layout = even_layout(tokens, ranks);
  for (std::vector<float>& row : made.logits.values) {
    const std::vector<float> given = row;
    row.clear();
    for (int i = 0; i < tokens; ++i) row.push_back(given[rng.below(given.size())]);
  }
  return made;
}

Outcome rounded_outcome(const Case& test_case) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  return run(evaluator, all_rounded(1));
}

struct Trip {
  std::string name;
  WrittenModule module;  // its cases are kept apart: it is lowered, not run
  std::vector<Case> cases;
};

// What reading fails with, counted by its reason; and the cases that came out as they should.
struct Tally {
  std::map<std::string, int> unread;
  int read = 0, compared = 0, with_nan = 0, differing_by_nan = 0;
};

// The liberty that write_jax.h names: a total order puts NaN where its sign says, lax.sort last.
bool sorts_by_sign_of_nan(const Program& program) {
  return std::any_of(program.values.begin(), program.values.end(), [](const Value& value) {
    return value.needed && value.opcode == Opcode::kSort && is_float(value.elements[0].dtype) &&
           value.attributes.key_order == KeyOrder::kTotal;
  });
}

void compare(const Trip& trip, const ModuleRun& run, Tally& tally) {
  EXPECT_EQ(run.error, "") << trip.module.source.text;
  if (!run.error.empty()) return;
  std::shared_ptr<const Program> read;
  try {
    HloInterface interface;
    interface.parameters = trip.module.source.parameters;
    interface.outputs = trip.module.source.outputs;
    interface.infer_promises = false;
    ProgramDraft draft = read_hlo(parse_hlo(run.hlo), interface).draft;
    draft.observe.on_ranks = trip.cases[0].program->draft.observe.on_ranks;
    read = std::make_shared<const Program>(check_program(std::move(draft)));
  } catch (const InputError& error) {
    ++tally.unread[error.expectation().substr(0, 160)];
    return;
  }
  ++tally.read;
  int differing = 0;
  for (const Case& test_case : trip.cases) {
    Case read_case = test_case;
    read_case.program = read;
    // HLO knows no defaults.
    for (const Value& value : test_case.program->values) {
      const std::optional<double>& number = value.attributes.default_number;
      if (number) read_case.parameters.numbers.emplace(value.attributes.parameter_name, *number);
    }
    const bool same = rounded_outcome(test_case).ranks == rounded_outcome(read_case).ranks;
    const bool nan = expected_results(test_case, {}).has_nan;
    ++tally.compared;
    tally.with_nan += nan ? 1 : 0;
    const bool may_differ = nan && sorts_by_sign_of_nan(*test_case.program);
    tally.differing_by_nan += may_differ && !same ? 1 : 0;
    differing += same || may_differ ? 0 : 1;
  }
  EXPECT_EQ(differing, 0) << trip.name << "\n" << trip.module.source.text << run.hlo;
}

Tally compare_all(const std::vector<Trip>& trips, const std::string& python) {
  std::vector<WrittenModule> modules;
  for (const Trip& trip : trips) modules.push_back(trip.module);
  const std::vector<ModuleRun> runs = run_modules(python, modules);
  Tally tally;
  for (std::size_t i = 0; i < trips.size(); ++i) compare(trips[i], runs[i], tally);
  std::printf("%d of %zu modules read; %d cases compared, %d with NaN, of which %d differ\n",
              tally.read, trips.size(), tally.compared, tally.with_nan, tally.differing_by_nan);
  for (const auto& [why, count] : tally.unread) ADD_FAILURE() << count << " unread: " << why;
  return tally;
}

TEST(WrittenJax, OfEveryPresetIsReadBackAsItself) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  std::vector<Trip> trips;
  for (const auto& preset : builtin_programs()) {
    for (const int ranks : {1, 4}) {
      for (const int tokens : {64, 192}) {
        Rng rng(static_cast<std::uint64_t>(ranks * tokens), 5);
        Trip trip{preset->name() + " on " + std::to_string(ranks), {}, {}};
        for (int i = 0; i < 20; ++i) {
          std::map<std::string, double> parameters;
          for (const Value& value : preset->values) {
            if (value.opcode != Opcode::kParameter) continue;
            const std::string& name = value.attributes.parameter_name;
            if (name == "temperature") parameters[name] = 0.5 + 0.0625 * rng.between(0, 16);
            if (name == "top_k") parameters[name] = 12;
            if (name == "top_p") parameters[name] = 0.5 + 0.0625 * rng.between(0, 8);
          }
          Case made = near_tie_case(preset->name(), ranks * tokens, ranks, rng.between(2, 40),
                                    parameters, rng);
          made.program = in_order_of_hlo(preset->draft);
          made.parameters.seed = rng.next();
          trip.cases.push_back(made);
        }
        trip.module.source = write_jax(*trip.cases[0].program, shapes_of(trip.cases[0]));
        trips.push_back(std::move(trip));
      }
    }
  }
  const Tally tally = compare_all(trips, *python);
  EXPECT_EQ(tally.with_nan, 0);
}

// The trips of the programs that can be written, of those that `random` makes.
std::vector<Trip> random_trips(ProgramDraft (*random)(std::uint64_t, int), int program_count) {
  constexpr int kRanksMax = 4;  // devices that the Python process has
  std::vector<Trip> trips;
  for (int seed = 0; seed < program_count; ++seed) {
    const auto number = static_cast<std::uint64_t>(seed);
    Trip trip{"seed " + std::to_string(seed), {}, {}};
    trip.cases = {compilable_case(in_order_of_hlo(random(number, seed % 13)), number)};
    const Program& program = *trip.cases[0].program;
    if (!program.values[static_cast<std::size_t>(program.logits)].needed) continue;
    if (trip.cases[0].layout.rank_count() > kRanksMax) continue;
    try {
      trip.module.source = write_jax(program, shapes_of(trip.cases[0]));
    } catch (const InputError&) {
      continue;
    }
    Rng rng(number, 23);
    for (int i = 0; i < 5; ++i) {
      Case other = trip.cases[0];
      for (auto& row : other.logits.values) {
        for (float& x : row) {
          if (rng.chance(50)) x = rng.pick(row);
          if (rng.chance(10)) x = rng.uniform(-12.0F, 12.0F);
        }
      }
      other.parameters.seed = rng.next();
      trip.cases.push_back(other);
    }
    trips.push_back(std::move(trip));
  }
  return trips;
}

TEST(WrittenJax, OfRandomProgramsIsReadBackAsItself) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  const int program_count = setting("SPLITVOTE_JAX_PROGRAMS", 400);
  const Tally tally = compare_all(random_trips(random_program, program_count), *python);
  EXPECT_GT(tally.compared, tally.with_nan);
}

TEST(WrittenJax, OfRandomCompiledProgramsIsReadBackAsItself) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  const int program_count = setting("SPLITVOTE_JAX_PROGRAMS", 400);
  const Tally tally = compare_all(random_trips(random_compiled_program, program_count), *python);
  EXPECT_GT(tally.compared, tally.with_nan);
}

}  // namespace
}  // namespace splitvote
