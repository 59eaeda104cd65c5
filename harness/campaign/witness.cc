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

// Each of the records that a Reached names: one, or a fleet's two.
template <typename Change>
void change_records(std::vector<Reached>& reached, Change change) {
  for (Reached& each : reached) {
    if (each.record.empty()) continue;
    std::string changed;
    for (const std::string& record : parts_by_class(each.record)) {
      changed += (changed.empty() ? "" : ",") + change(record);
    }
    each.record = std::move(changed);
  }
}

}  // namespace

Finding as_saved_in(const std::string& folder, Finding finding) {
  change_records(finding.reached,
                 [&folder](const std::string& record) { return path_from(folder, record); });
  return finding;
}

Witness load_witness(const std::string& path, ProgramRegistry programs) {
  if (path != "-" && file_exists(path)) {
    const std::string text = read_file(path);
    if (is_finding(text)) {
      FindingFile file = read_finding(text, path);
      CaseFile shown = case_file_of(file);
      // "../compiled/x.hlo" in reports/findings is reports/findings/../compiled/x.hlo.
      change_records(file.finding.reached, [folder = folder_of(path)](const std::string& record) {
        return record.front() == '/' ? record : folder + record;
      });
      return {file.finding.test_case, file.finding.relation, std::move(shown.expectation),
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
