#include "harness/cli/finding_argument.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/examine.h"
#include "harness/campaign/judge_again.h"
#include "harness/campaign/witness.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// `missing`: notices of records that could not be read.
std::string named(const std::vector<Finding>& findings, const std::vector<std::string>& missing) {
  if (findings.empty() && !missing.empty()) return missing.front();
  std::string text;
  for (const Finding& finding : findings) {
    text += (text.empty() ? "" : ", ") + std::string(name(finding.verdict)) + " [" +
            finding.signature + "]";
  }
  return text.empty() ? "no failing verdict" : text;
}

template <typename Matches>
Finding pick(std::vector<Finding>& findings, const std::vector<std::string>& missing,
             const std::string& wanted, Matches matches) {
  const auto found = std::find_if(findings.begin(), findings.end(), matches);
  if (found == findings.end()) {
    throw InputError("", "expected it to show " + wanted + ", found " + named(findings, missing));
  }
  return std::move(*found);
}

}  // namespace

void add_finding_arguments(CLI::App& command, FindingArguments& arguments) {
  add_case_arguments(command, arguments.test_case);
  command
      .add_option("--verdict", arguments.verdict,
                  "Which failing verdict is meant, where a case has several")
      ->type_name("VERDICT");
  command.add_option("--fail-on", arguments.fail_on, "Which verdicts fail")
      ->type_name("VERDICT[:GRADE],...");
}

FoundFinding load_finding_argument(const FindingArguments& arguments,
                                   const std::atomic<bool>* stop) {
  return sweep_finding_argument(arguments, stop).found;
}

SweptFinding sweep_finding_argument(const FindingArguments& arguments,
                                    const std::atomic<bool>* stop) {
  FailRule rule = arguments.fail_on.empty() ? FailRule() : parse_fail_rule(arguments.fail_on);
  Witness witness = load_case_argument(arguments.test_case);
  SweptFinding result;
  FoundFinding& found = result.found;
  found.rule = rule_for(witness.expectation, rule);
  found.notices = std::move(witness.notices);
  result.swept = sweep_by_default(witness.test_case, witness.relation, stop);
  std::vector<Finding> findings;
  std::vector<std::string> missing;
  if (reached_by_programs(witness)) {
    Records records;
    JudgedAgain again = judge_again(witness, rule, records, stop);
    findings = std::move(again.findings);
    missing = std::move(again.notices);
    found.notices.insert(found.notices.end(), missing.begin(), missing.end());
  } else {
    findings = find(result.swept, found.rule);
  }
  try {
    if (!arguments.verdict.empty()) {
      const FailRule asked = parse_fail_rule(arguments.verdict);
      found.finding = pick(findings, missing, arguments.verdict, [&](const Finding& finding) {
        return asked.failing(finding.verdict, finding.grade);
      });
    } else if (witness.expectation.has_value() && !witness.expectation->signature.empty()) {
      const std::string& signature = witness.expectation->signature;
      found.finding = pick(findings, missing, "[" + signature + "] as it says",
                           [&](const Finding& finding) { return finding.signature == signature; });
    } else {
      found.finding =
          pick(findings, missing, "a failing verdict", [](const Finding&) { return true; });
      if (findings.size() > 1) {
        found.notices.push_back("it shows " + std::to_string(findings.size()) +
                                " failing verdicts; " + std::string(name(found.finding.verdict)) +
                                " is taken, --verdict takes another");
      }
    }
  } catch (const InputError& error) {
    throw error.in_file(arguments.test_case.text);
  }
  if (witness.finding && witness.finding->signature == found.finding.signature) {
    found.finding.trials = witness.finding->trials;
  }
  return result;
}

}  // namespace splitvote
