#include "harness/campaign/witness.h"

#include <algorithm>
#include <utility>

#include "harness/store/json_finding.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

bool is_finding(const std::string& text) {
  try {
    return kind_of(text) == FileKind::kFinding;
  } catch (const InputError&) {
    return false;  // whoever reads it as a case says what is wrong
  }
}

// "../compiled/x.hlo" in reports/findings is reports/findings/../compiled/x.hlo.
void records_from(const std::string& folder, std::vector<Reached>& reached) {
  for (Reached& each : reached) {
    const bool relative = !each.record.empty() && each.record.front() != '/';
    if (relative && !folder.empty()) each.record = folder + "/" + each.record;
  }
}

}  // namespace

Finding as_saved_in(const std::string& folder, Finding finding) {
  for (Reached& each : finding.reached) {
    if (!each.record.empty()) each.record = path_from(folder, each.record);
  }
  return finding;
}

Witness load_witness(const std::string& path, ProgramRegistry programs) {
  if (path != "-" && file_exists(path)) {
    const std::string text = read_file(path);
    if (is_finding(text)) {
      FindingFile file = read_finding(text, path);
      CaseFile shown = case_file_of(file);
      records_from(folder_of(path), file.finding.reached);
      return {file.finding.test_case, file.finding.other_layout, std::move(shown.expectation),
              std::move(file.notices), file.finding};
    }
  }
  CaseFile file = load_case(path, programs);
  return {std::move(file.test_case), std::nullopt, std::move(file.expectation),
          std::move(file.notices), std::nullopt};
}

FailRule rule_for(const std::optional<Expectation>& expectation, FailRule rule) {
  if (!expectation.has_value() || !expectation->verdicts.has_value()) return rule;
  for (const auto& [verdict, grade] : *expectation->verdicts) {
    const auto at = static_cast<std::size_t>(verdict);
    const Grade from = grade.value_or(rule.fails[at] ? rule.from[at] : Grade::kTie);
    rule.from[at] = rule.fails[at] ? std::min(rule.from[at], from) : from;
    rule.fails[at] = true;
  }
  return rule;
}

}  // namespace splitvote
