#include "harness/report/recall_table.h"

#include <algorithm>
#include <map>

#include "harness/report/table.h"

namespace splitvote {
namespace {

// The case count at one position of the seeds sorted from quick to slow; nothing: not found there.
std::optional<std::uint64_t> at_position(const RecallRow& row, std::size_t position) {
  std::vector<std::uint64_t> found;
  for (const auto& cases : row.cases) {
    if (cases.has_value()) found.push_back(*cases);
  }
  std::sort(found.begin(), found.end());
  if (position >= found.size()) return std::nullopt;
  return found[position];
}

std::string cases_text(const std::optional<std::uint64_t>& cases, std::uint64_t case_max) {
  return cases.has_value() ? grouped(*cases) : "> " + grouped(case_max);
}

std::string of(int part, std::size_t whole) {
  return std::to_string(part) + " of " + std::to_string(whole);
}

std::string twin_text(const RecallTwin& twin, std::size_t seed_count) {
  return "`" + twin.name + "`: " + of(twin.shown_by, seed_count) + " seeds in " +
         grouped(twin.cases) + (twin.cases == 1 ? " case" : " cases");
}

std::string pins_text(const RecallRow& row) {
  if (!row.minimized.has_value()) return "";
  return row.minimized->pins.empty() ? "none: every plan fails" : row.minimized->pins;
}

std::string agreement_text(const RecallTwin& twin) {
  switch (twin.pins) {
    case FixAndPins::kNoPins:
      return "no pins to hold it against";
    case FixAndPins::kAgrees:
      return "agrees: " + twin.agreeing_pins;
    case FixAndPins::kOtherMeans:
      return "by other means";
  }
  return "";
}

std::string line(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

std::string row_text(const RecallTable& table, const RecallRow& row) {
  const std::string what = std::string(name(row.verdict)) + ":" + std::string(name(row.grade));
  if (!row.run) {
    return line({row.incident, row.sampler, what, "not run", "", "", "", row.cause, "", "", ""});
  }
  std::string size, twin = "none named", agreement;
  if (row.minimized.has_value()) {
    size = (row.minimized->whole ? "" : "at most ") + std::to_string(row.minimized->tokens) +
           " x " + std::to_string(row.minimized->ranks);
  }
  if (row.twin.has_value()) {
    twin = twin_text(*row.twin, row.cases.size());
    agreement = agreement_text(*row.twin);
  }
  return line({row.incident, row.sampler, what, of(row.found(), row.cases.size()),
               cases_text(row.median(), table.case_max), cases_text(row.worst(), table.case_max),
               size, row.cause, pins_text(row), twin, agreement});
}

}  // namespace

int RecallRow::found() const {
  return static_cast<int>(
      std::count_if(cases.begin(), cases.end(), [](const auto& each) { return each.has_value(); }));
}

std::optional<std::uint64_t> RecallRow::median() const {
  return at_position(*this, cases.size() / 2);
}

std::optional<std::uint64_t> RecallRow::worst() const {
  return cases.empty() ? std::nullopt : at_position(*this, cases.size() - 1);
}

RecallCounts counts_of(const RecallTable& table) {
  RecallCounts counts;
  std::map<std::string, bool> whole;
  for (const RecallRow& row : table.rows) {
    ++counts.findings;
    counts.findings_by_all += row.found_by_all() ? 1 : 0;
    counts.not_run += row.run ? 0 : 1;
    if (row.found_by_all()) counts.worst = std::max(counts.worst, row.worst().value_or(0));
    bool& all = whole.try_emplace(row.incident, true).first->second;
    all = all && row.found_by_all();
  }
  counts.files = static_cast<int>(whole.size());
  counts.files_by_all = static_cast<int>(
      std::count_if(whole.begin(), whole.end(), [](const auto& each) { return each.second; }));
  return counts;
}

std::string recall_summary(const RecallTable& table) {
  const RecallCounts counts = counts_of(table);
  const std::string seeds = of(table.seed_count, static_cast<std::size_t>(table.seed_count));
  std::string text = of(counts.files_by_all, static_cast<std::size_t>(counts.files)) +
                     " failing incident cases are found whole by " + seeds + " seeds (" +
                     of(counts.findings_by_all, static_cast<std::size_t>(counts.findings)) +
                     " findings), the slowest within " + grouped(counts.worst) + " cases.";
  if (counts.not_run > 0) {
    text += " Stopped by a signal: " + std::to_string(counts.not_run) + " findings not run.";
  }
  return text + "\n";
}

std::string recall_markdown(const RecallTable& table) {
  std::string text =
      "# Recall\n\nDoes a campaign find the published incidents again, from scratch? Made on " +
      table.date + " by\n\n    " + table.command + "\n\n" + recall_summary(table) +
      "\n"
      "- A row is one finding that an incident's case shows. **Found** is strict: a campaign with "
      "no seed corpus, `splitvote fuzz SAMPLER --runs " +
      std::to_string(table.case_max) +
      " --seed S --jobs 1`, shows the same signature, which is sampler, verdict, worst grade and "
      "cause; and the fixed twin, where the incident names one, does not show the verdict on that "
      "very case.\n"
      "- **Median** and **worst** are cases until then, over the seeds; one that did not find it "
      "counts as more than " +
      grouped(table.case_max) +
      ".\n"
      "- **Size** (tokens x ranks) and **pins** (the smallest set of choices that rule the finding "
      "out) are of the first case found, minimized. The **cause** is the incident's own and so "
      "that of every seed.\n"
      "- **Fixed twin**: how many seeds make its sampler show the same verdict, grade and cause on "
      "any case, when it is fuzzed for as many cases as the slowest seed needed, at most " +
      grouped(table.twin_case_max) +
      ". A twin mends its "
      "incident, not all that may befall a sampler: rows of NaN and -inf are among the cases, and "
      "`every plan` names whatever is no matter of precision.\n"
      "- **Fix and pins**: `agrees` where the sites of a pin set are no choices in the twin any "
      "more.\n\n";
  text += line({"incident", "sampler", "verdict", "found", "median", "worst", "size", "cause",
                "pins", "fixed twin", "fix and pins"});
  text += "|---|---|---|---|--:|--:|---|---|---|---|---|\n";
  for (const RecallRow& row : table.rows) text += row_text(table, row);
  return text;
}

}  // namespace splitvote
