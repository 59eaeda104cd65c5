// `splitvote explain`: why a finding fails, and what rules it out.

#include "harness/campaign/examine.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/finding_argument.h"
#include "harness/cli/stop_signal.h"
#include "harness/finding/explanation.h"
#include "harness/report/explanation_text.h"
#include "harness/store/json_explanation.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct ExplainArguments {
  FindingArguments finding;
  Output output;
};

int explain_finding(const ExplainArguments& arguments) {
  const SweptFinding swept = sweep_finding_argument(arguments.finding, &stop_signal());
  print_notices(arguments.output, swept.found.notices);
  const Explanation explanation = explain(swept.swept, swept.found.finding, swept.found.rule);
  print(arguments.output.json ? explanation_report(explanation, swept.found.notices)
                              : explanation_text(explanation, arguments.output.coloured()));
  return kNothingFound;
}

}  // namespace

void add_explain_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "explain", "Why a finding fails, and what rules it out: causes, decisions, pins");
  const auto arguments = std::make_shared<ExplainArguments>();
  add_finding_arguments(*command, arguments->finding);
  add_output_options(*command, arguments->output);
  command->footer(
      "A finding, a case, or a folder of them (pins that fix all of them at once). Exits 0 when "
      "done, 2 on bad input.\n"
      "Example:\n  splitvote explain reports/latest/findings/finding.json");
  command->callback([arguments, &action] {
    action = [arguments]() -> int {
      try {
        return explain_finding(*arguments);
      } catch (const SweepStopped&) {
        throw InputError("", "expected to run to its end, stopped by a signal", "explain");
      }
    };
  });
}

}  // namespace splitvote
