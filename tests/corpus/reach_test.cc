// The committed reach table: it has every record, and a slice of it comes out the same again.
#include <gtest/gtest.h>

#include <set>

#include "harness/campaign/reach_campaigns.h"
#include "harness/compiled/from_records.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "tests/compiled/records.h"

namespace splitvote {
namespace {

std::string committed() { return read_file(SPLITVOTE_ROOT "/reports/targets.md"); }

// The number after an option in the command that made the table.
std::uint64_t number_after(const std::string& text, const std::string& option) {
  const std::size_t at = text.find(option + " ");
  EXPECT_NE(at, std::string::npos) << option;
  return std::stoull(text.substr(at + option.size() + 1));
}

std::vector<std::string> lines_with(const std::string& text, const std::string& start) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (line.starts_with(start)) lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

TEST(ReachTable, HasACellForEveryCommittedRecord) {
  const std::string table = committed();
  const std::vector<std::string> head = lines_with(table, "| sampler | ranks | batch |");
  ASSERT_EQ(head.size(), 1U);
  std::size_t cells = 0, records = 0;
  std::set<std::string> samplers;
  for (const std::string& file : files_under(SPLITVOTE_CORPUS "/compiled")) {
    const std::string text = read_file(file);
    if (!is_record(text)) continue;
    ++records;
    const std::string name = read_record(text, file).sampler;
    samplers.insert(name.substr(name.rfind('/') + 1));
  }
  for (const std::string& line : lines_with(table, "| `")) {
    const std::string sampler = line.substr(3, line.find('`', 3) - 3);
    if (line.find(" x 32,768 |") == std::string::npos || samplers.count(sampler) == 0) continue;
    for (const char* word : {"| rounded", "| no plan", " of 1", " of 2", " of 3", " of 4", " of 5",
                             " of 6", " of 7", " of 8", " of 9"}) {
      for (std::size_t at = line.find(word); at != std::string::npos; at = line.find(word, at + 1))
        ++cells;
    }
  }
  EXPECT_EQ(cells, records);
  for (const std::string& sampler : samplers)
    EXPECT_FALSE(lines_with(table, "| `" + sampler + "`").empty()) << sampler;
  EXPECT_EQ(table.find("not run"), std::string::npos);
}

TEST(ReachTable, ASliceComesOutTheSameAgain) {
  const std::string table = committed();
  const std::string sampler = "corpus/jax_samplers/greedy.py:greedy_first";
  IdentifySubjectsOptions identify;
  identify.own.probes_max = static_cast<int>(number_after(table, "--probes"));
  identify.own.fresh = static_cast<int>(number_after(table, "--fresh"));
  SamplerSource only;
  only.file = "corpus/jax_samplers/greedy.py";
  only.function = "greedy_first";
  const Subjects made = subjects_from_records(SPLITVOTE_CORPUS "/compiled", &only, identify);
  ReachOptions options;
  options.case_count = number_after(table, "--cases");
  options.fleet_case_count = 0;
  const std::string again = reach_markdown(run_reach_campaigns(made.subjects, options));
  const std::vector<std::string> rows = lines_with(again, "| `greedy.py:greedy_first`");
  EXPECT_GT(rows.size(), 3U);
  EXPECT_EQ(rows, lines_with(table, "| `greedy.py:greedy_first`"));
}

}  // namespace
}  // namespace splitvote
