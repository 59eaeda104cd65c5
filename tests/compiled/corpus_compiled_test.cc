// Committed HLO of real compilers (corpus/compiled) reads, runs and is identified as plans.txt has
// it, and does what those compilers were seen to do. No compiler is needed.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/compiled/from_records.h"
#include "harness/compiled/read_back.h"
#include "harness/identify/probe.h"
#include "harness/reach/site_table.h"
#include "harness/report/site_table_text.h"
#include "harness/store/builtin.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "tests/compiled/records.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

const std::string kFolder = std::string(SPLITVOTE_CORPUS) + "/compiled";
const std::vector<std::string> kSplitting = {"tpu-v4", "tpu-v5e", "tpu-v6e"};

SiteLine line_at(const std::string& path, const std::string& site, int probes = 12) {
  Subjects made = subjects_at({path});
  IdentifySubjectsOptions options = few_probes();
  options.own.probes_max = probes;
  EXPECT_TRUE(identify_subjects(options, made.subjects).empty());
  const Subject& subject = made.subjects.at(0);
  const std::vector<SiteLine> lines = site_table(*subject.sampler, subject.on.at(0));
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&](const SiteLine& line) { return line.site == site; });
  if (found != lines.end()) return *found;
  ADD_FAILURE() << path << " has no site " << site;
  return {};
}

// Of normal rows at temperatures of 0.6 to 1.1, the share in which no token reaches the maximum.
double share_without_survivor(const std::string& path) {
  const ReadBack back = read_back(record_at(path), path);
  const CompiledShape& shape = back.compiled.as.shape;
  const int runs = (kSanitized ? 80 : 400) / shape.rows;
  int lost = 0;
  for (int run = 0; run < runs; ++run) {
    Case test_case;
    test_case.program = back.sampler;
    test_case.layout = even_layout(shape.tokens_per_rank, 1);
    test_case.logits.rows = shape.rows;
    test_case.logits.background = {BackgroundKind::kNormal, static_cast<std::uint64_t>(run), 0, 1};
    test_case.parameters.numbers["temperature"] = 0.6 + 0.5 * (run + 0.5) / runs;
    const Outcome outcome = run_compiled(back.compiled, test_case);
    for (int row = 0; row < shape.rows; ++row) {
      const std::int64_t top = outcome.at(0, row).top;
      lost += top < 0 || top >= shape.tokens_per_rank ? 1 : 0;
    }
  }
  return static_cast<double>(lost) / (runs * shape.rows);
}

// Of normal rows over four ranks at temperatures of 0.6 to 1.1, the share that no rank owns.
double share_without_owner(const std::string& target) {
  const std::string path = record_path(target, "greedy.py_owner_tp-" + target + "-b8-r4-32768");
  const ReadBack back = read_back(record_at(path), path);
  const CompiledShape& shape = back.compiled.as.shape;
  const int runs = kSanitized ? 4 : 16;
  int lost = 0;
  for (int run = 0; run < runs; ++run) {
    Case test_case;
    test_case.program = back.sampler;
    test_case.layout = even_layout(shape.tokens_per_rank * shape.ranks, shape.ranks);
    test_case.logits.rows = shape.rows;
    test_case.logits.background = {BackgroundKind::kNormal, static_cast<std::uint64_t>(run), 0, 1};
    test_case.parameters.numbers["temperature"] = 0.6 + 0.5 * (run + 0.5) / runs;
    const Outcome outcome = run_compiled(back.compiled, test_case);
    for (int row = 0; row < shape.rows; ++row) {
      int owners = 0;
      for (int rank = 0; rank < shape.ranks; ++rank)
        owners += outcome.at(rank, row).owner == Observed::kTrue ? 1 : 0;
      lost += owners == 0 ? 1 : 0;
    }
  }
  return static_cast<double>(lost) / (runs * shape.rows);
}

TEST(CorpusCompiled, IsReadRunAndIdentifiedAsPlansHaveIt) {
  const std::string plans = read_file(kFolder + "/plans.txt");
  // One record serves uses both ways, and says which.
  const std::size_t none = plans.find("no plan does this");
  EXPECT_EQ(none, plans.find("no plan does this: squashed:over_cap, capped:squashed, y:capped is "
                             "read both rounded and unrounded"));
  EXPECT_EQ(plans.find("no plan does this", none + 1), std::string::npos)
      << "every other record has its plan";
  if (!kSanitized) {
    EXPECT_EQ(
        site_table_text(subjects_from_records(kFolder, nullptr, few_probes()).subjects, false),
        plans);
    return;
  }
  SamplerSource only;
  only.file = "corpus/jax_samplers/greedy.py";
  only.function = "greedy_first";
  const std::string text =
      site_table_text(subjects_from_records(kFolder, &only, few_probes()).subjects, false);
  EXPECT_NE(plans.find(text.substr(text.find("\n\n"))), std::string::npos) << text;
}

// A row that the batch holds several times comes out the same every time: a layout that is misread
// mixes rows. Draws depend on the row's number.
// JAX lowers threefry and cumsum differently for CPUs and TPUs: before optimization already the
// function is another sampler, and each compiled program is identified as a plan of its own.
TEST(CorpusCompiled, APlanIsOneOfTheSamplerThatTheTargetWasGiven) {
  int subjects = 0;
  const Subjects made = subjects_at({record_path("tpu-v5e", "gumbel.py_gumbel-tpu-v5e-b1-r1-32768"),
                                     record_path("tpu-v4", "gumbel.py_gumbel-tpu-v4-b1-r1-32768"),
                                     record_path("cpu", "gumbel.py_gumbel-cpu-b1-r1-32768")});
  for (const Subject& subject : made.subjects) {
    ++subjects;
    for (const CompiledSubject& on : subject.on) {
      EXPECT_EQ(on.compiled.sampler_scopes.size(), subject.sampler->values.size())
          << on.compiled.as.target;
      EXPECT_EQ(on.compiled.as.family(), subject.on.front().compiled.as.family());
    }
  }
  EXPECT_EQ(subjects, 2);
}

TEST(CorpusCompiled, CopiesOfARowComeOutAlike) {
  int records = 0;
  for (const std::string& path : files_under(kFolder)) {
    const std::string text = read_file(path);
    if (!is_record(text)) continue;
    const CompiledRecord record = read_record(text, path);
    if (record.shape.rows == 1) continue;
    const ReadBack back = read_back(record, path);
    const auto sampler = back.sampler ? back.sampler : builtin_program(record.sampler);
    CompiledShape alone = record.shape;
    alone.rows = 1;
    const Outcome outcome =
        run_compiled(back.compiled, probing_case(sampler, alone, record.numbers, 3, 0));
    const bool draws = back.compiled.program->observe.draw_id >= 0 ||
                       record.sampler.find("gumbel") != std::string::npos;
    ++records;
    for (int rank = 0; rank < record.shape.ranks && !draws; ++rank) {
      for (int row = 1; row < outcome.row_count; ++row) {
        EXPECT_EQ(outcome.at(rank, row), outcome.at(rank, 0)) << path << " rank " << rank;
      }
    }
    if (kSanitized && records == 8) break;
  }
  EXPECT_GE(records, 8);
}

TEST(CorpusCompiled, TheMaximumIsComparedWithUnroundedQuotientsAtBatch8Only) {
  for (const std::string& target : kSplitting) {
    const SiteLine eight = line_at(greedy_path(target, 8), "ge.7:div.3");
    EXPECT_EQ(eight.read, TextReading::kPromoted) << target;
    EXPECT_EQ(eight.forced, Forced::kPromoted) << target;
    const SiteLine one = line_at(greedy_path(target, 1), "ge.7:div.3", 48);  // a row tells little
    EXPECT_EQ(one.read, TextReading::kRounded) << target;
    EXPECT_EQ(one.forced, Forced::kRounded) << target;
  }
}

TEST(CorpusCompiled, WithoutExcessPrecisionItIsRounded) {
  for (const std::string& target : kSplitting) {
    const SiteLine line = line_at(greedy_path(target, 8, true), "ge.7:div.3");
    EXPECT_EQ(line.read, TextReading::kRounded) << target;
    EXPECT_EQ(line.forced, Forced::kRounded) << target;
  }
}

TEST(CorpusCompiled, NoTokenSurvivesInNearlyHalfOfRowsAtBatch8) {
  for (const std::string& target : kSplitting) {
    const double share = share_without_survivor(greedy_path(target, 8));
    EXPECT_GE(share, kSanitized ? 0.3 : 0.40) << target;
    EXPECT_LE(share, kSanitized ? 0.65 : 0.55) << target;
    EXPECT_EQ(share_without_survivor(greedy_path(target, 1)), 0) << target;
    EXPECT_EQ(share_without_survivor(greedy_path(target, 8, true)), 0) << target;
  }
  for (const char* target : {"tpu7x", "cuda-a100", "cuda-h100", "cpu"}) {
    EXPECT_EQ(share_without_survivor(greedy_path(target, 8)), 0) << target;
  }
}

TEST(CorpusCompiled, NobodyOwnsTheMaximumInNearlyHalfOfRowsOverFourChips) {
  for (const char* target : {"tpu-v4", "tpu-v5e"}) {
    EXPECT_GE(share_without_owner(target), 0.3) << target;
    EXPECT_LE(share_without_owner(target), 0.65) << target;
  }
  EXPECT_EQ(share_without_owner("tpu7x"), 0);
}

TEST(CorpusCompiled, RunningSumsAreTakenInBlocks) {
  const auto lowering = [](const std::string& target) {
    const Subjects made =
        subjects_at({record_path(target, "top_p.py_top_p-" + target + "-b1-r1-32768")});
    const Identification& found = made.subjects.at(0).on.at(0).identified;
    EXPECT_TRUE(found.explained()) << target;
    return found.lowering.name;
  };
  EXPECT_EQ(lowering("tpu-v5e"), "running sums in blocks of 128");
  EXPECT_EQ(lowering("cpu"), "running sums in blocks of 16");
}

TEST(CorpusCompiled, SoftmaxSubtractsUnroundedQuotientsOnA100AndRoundedOnesOnH100) {
  const auto read = [](const std::string& target) {
    const std::string path = record_path(target, "greedy.py_greedy-" + target + "-b8-r1-32768");
    const ReadBack back = read_back(record_at(path), path);
    const std::vector<TextReading> reads =
        read_sites({*back.sampler, back.compiled.sampler_scopes},
                   {*back.compiled.program, back.compiled.scopes});
    for (std::size_t site = 0; site < reads.size(); ++site) {
      if (back.sampler->sites[site].name == "sub.7:div.7") return reads[site];
    }
    ADD_FAILURE() << path << " has no such site";
    return TextReading::kOther;
  };
  EXPECT_EQ(read("cuda-a100"), TextReading::kPromoted);
  EXPECT_EQ(read("cuda-h100"), TextReading::kRounded);
}

TEST(CorpusCompiled, OnACpuEveryUseIsRounded) {
  int records = 0;
  for (const std::string& file : files_under(kFolder + "/cpu")) {
    const CompiledRecord record = record_at(file);
    if (record.unoptimized.empty()) continue;
    const ReadBack back = read_back(record, file);
    const std::vector<TextReading> reads =
        read_sites({*back.sampler, back.compiled.sampler_scopes},
                   {*back.compiled.program, back.compiled.scopes});
    EXPECT_EQ(std::count(reads.begin(), reads.end(), TextReading::kPromoted), 0) << file;
    ++records;
  }
  EXPECT_GE(records, 4);
}

}  // namespace
}  // namespace splitvote
