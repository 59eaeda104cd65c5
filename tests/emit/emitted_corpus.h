// Every committed finding, to be emitted: what a file must print, under the witness plan and under
// a safe one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/finding_argument.h"
#include "harness/store/load.h"
#include "tests/emit/expected_output.h"

namespace splitvote {

struct Emitted {
  std::string path;
  Finding finding;
  Plan plan;
  ExpectedOutput expected;
};

// Every finding under its witness, then those under a safe plan that have one; not those whose
// related case has other parameters or rows, which no file can show.
inline std::vector<Emitted> emitted_corpus() {
  std::vector<Emitted> made;
  for (const char* folder : {"regressions", "minimal", "seeds"}) {
    for (const std::string& path : files_under(std::string(SPLITVOTE_CORPUS "/") + folder)) {
      FindingArguments arguments;
      arguments.test_case.text = path;
      const Finding finding = load_finding_argument(arguments).finding;
      const RelationInfo* related = relation_info(finding.verdict);
      if (related != nullptr && !related->keeps_parameters_and_rows) continue;
      made.push_back({path, finding, finding.witness, {}});
    }
  }
  const std::size_t findings = made.size();
  for (std::size_t at = 0; at < findings; ++at) {
    const std::optional<Plan> safe = safe_plan(made[at].finding);
    if (safe) made.push_back({made[at].path + " (safe)", made[at].finding, *safe, {}});
  }
  for (Emitted& each : made) each.expected = expected_output(each.finding, each.plan, evaluated);
  return made;
}

}  // namespace splitvote
