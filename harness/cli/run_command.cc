// `splitvote run`: one case under one plan.

#include "harness/case/case.h"
#include "harness/cli/case_arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/on_case.h"
#include "harness/oracle/judge.h"
#include "harness/report/run_text.h"
#include "harness/store/json_report.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct RunArguments {
  CaseArguments test_case;
  std::string plan = "rounded";
  std::string fail_on;
  TargetArguments targets;
  Output output;
};

Plan plan_of(const RunArguments& arguments, const Program& program) {
  try {
    return parse_plan(program, arguments.plan);
  } catch (const InputError& error) {
    throw error.place().empty() ? InputError("--plan", error.expectation()) : error;
  }
}

std::string run_text(const RunReport& report, bool coloured) {
  const Case& test_case = *report.test_case;
  return test_case.program->name() + ": " + std::to_string(test_case.layout.vocab_size) +
         " tokens over " + std::to_string(test_case.layout.rank_count()) + " ranks, " +
         std::to_string(test_case.logits.rows) + " rows, plan " +
         to_string(*test_case.program, *report.plan) + "\n\n" +
         outcome_text(test_case, *report.outcome, coloured) + "\n" +
         rulings_text(*report.judge, *report.judgement, report.rule, coloured);
}

int run_case(const RunArguments& arguments) {
  RunReport report;
  if (!arguments.fail_on.empty()) report.rule = parse_fail_rule(arguments.fail_on);
  const Witness witness = load_case_argument(arguments.test_case);
  print_notices(arguments.output, witness.notices);
  const Case& test_case = witness.test_case;
  const Plan plan = plan_of(arguments, *test_case.program);

  const std::vector<std::vector<float>> logits =
      materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  const Outcome outcome = run(evaluator, plan);
  const Judge judge(test_case);
  const Judgement judgement = judge.judge(outcome);

  report.test_case = &test_case;
  report.plan = &plan;
  report.outcome = &outcome;
  report.judge = &judge;
  report.judgement = &judgement;
  report.notices = witness.notices;
  const OnCase on = judge_on(witness, arguments.targets, report.rule, arguments.output);
  print_notices(arguments.output, on.notices);
  report.notices.insert(report.notices.end(), on.notices.begin(), on.notices.end());
  report.on = on.judged;
  report.reached = on.findings;
  print(arguments.output.json ? run_report(report)
                              : run_text(report, arguments.output.coloured()) +
                                    judged_on_text(report.on, report.reached, report.rule));
  if (!on.findings.empty()) return kFound;
  for (const Ruling& ruling : judgement.rulings) {
    if (report.rule.failing(ruling.verdict, ruling.grade)) return kFound;
  }
  return kNothingFound;
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("run", "One case under one plan: what each rank names");
  const auto arguments = std::make_shared<RunArguments>();
  add_case_arguments(*command, arguments->test_case);
  command
      ->add_option("--plan", arguments->plan,
                   "rounded, promoted, or SITE=promoted,...; '|' between classes of ranks")
      ->type_name("PLAN")
      ->capture_default_str();
  command->add_option("--fail-on", arguments->fail_on, "Which verdicts fail")
      ->type_name("VERDICT[:GRADE],...");
  add_target_arguments(*command, arguments->targets);
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 1 when a verdict fails (with --on: also on a target), 2 on bad input.\n"
      "Example:\n  splitvote run finding.json --plan promoted");
  command->callback([arguments, &action] {
    share_roles(arguments->test_case, arguments->targets);
    action = [arguments]() -> int { return run_case(*arguments); };
  });
}

}  // namespace splitvote
