// `splitvote sweep`: one case under every plan.

#include <chrono>
#include <cstdio>
#include <utility>

#include "harness/campaign/judge_again.h"
#include "harness/cli/case_arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/on_case.h"
#include "harness/cli/stop_signal.h"
#include "harness/explain/extreme_plans.h"
#include "harness/finding/swept_case.h"
#include "harness/report/sweep_tally.h"
#include "harness/report/table.h"
#include "harness/store/json_report.h"
#include "harness/sweep/sweep.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::size_t kPlansShown = 3;
constexpr std::int64_t kWorkMax = std::int64_t{1} << 40;  // a year of vocabulary passes

struct SweepArguments {
  CaseArguments test_case;
  std::string fail_on;
  SweepLimits limits;
  TargetArguments targets;
  Output output;
};

std::string finding_text(const Finding& finding, const SweptCase& swept, const FailRule& rule) {
  const Program& program = *finding.test_case.program;
  std::string text = "\n" + std::string(name(finding.verdict)) + ", " +
                     std::string(name(finding.grade)) + ", " +
                     std::string(name(finding.cause_kind)) + "  [" + finding.signature + "]\n";
  text += "  fails when: " + finding.cause + "\n";
  text += "  " + finding.sentence + "\n";
  const PlanList smallest =
      smallest_failing(plans_of_verdict(swept, finding.verdict, rule)->worst, kPlansShown);
  text += "  smallest plans that show it:\n";
  for (const PlanBits plan : smallest.listed) {
    text += "    " +
            to_string(program, split_plan(plan, swept.sweep.site_count, swept.sweep.class_count)) +
            "\n";
  }
  const std::uint64_t more = smallest.count - smallest.listed.size();
  if (more > 0) text += "    and " + grouped(more) + " more of which no part is enough\n";
  return text;
}

std::string why_incomplete(const Sweep& sweep, const SweepLimits& limits) {
  if (sweep.coverage == Coverage::kComplete) return "";
  if (sweep.choice_count() > limits.choice_count_max) {
    return "not every plan was swept: " + std::to_string(sweep.choice_count()) +
           " choices, more than " + std::to_string(limits.choice_count_max) + "\n";
  }
  return "not every plan was swept: more than " +
         grouped(static_cast<std::uint64_t>(limits.work_max)) +
         " vocabulary passes; --max-work allows more\n";
}

// Compiled programs on the case: those of --on, else those that the finding's file names.
OnCase programs_on(const SweepArguments& arguments, const Witness& witness, const FailRule& rule) {
  if (arguments.targets.given() || !reached_by_programs(witness)) {
    return judge_on(witness, arguments.targets, rule, arguments.output);
  }
  Records records;
  JudgedAgain again = judge_again(witness, rule, records, &stop_signal());
  OnCase on;
  on.findings = std::move(again.findings);
  on.notices = std::move(again.notices);
  on.notices.insert(on.notices.end(), again.differences.begin(), again.differences.end());
  return on;
}

int sweep_case(const SweepArguments& arguments) {
  SweepReport report;
  if (!arguments.fail_on.empty()) report.rule = parse_fail_rule(arguments.fail_on);
  const Witness witness = load_case_argument(arguments.test_case);
  print_notices(arguments.output, witness.notices);
  const Case& test_case = witness.test_case;

  const auto began = std::chrono::steady_clock::now();
  SweepLimits limits = arguments.limits;
  limits.stop = &stop_signal();
  SweptCase swept = sweep_and_judge(test_case, limits);
  sweep_related(swept, witness.relation, limits);
  const std::vector<Finding> findings = find(swept, report.rule);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;

  const OnCase on = programs_on(arguments, witness, report.rule);
  print_notices(arguments.output, on.notices);
  if (arguments.output.json) {
    report.test_case = &test_case;
    report.sweep = &swept.sweep;
    report.judge = swept.judge.get();
    report.judgements = swept.judgements;
    report.findings = findings;
    report.notices = witness.notices;
    report.notices.insert(report.notices.end(), on.notices.begin(), on.notices.end());
    report.on = on.judged;
    report.reached = on.findings;
    print(sweep_report(report));
  } else {
    const SweepTally counted = tally(swept.sweep, *swept.judge, swept.judgements, report.rule);
    print(test_case.program->name() + ": " +
          tally_text(swept.sweep, counted, arguments.output.coloured()));
    print(why_incomplete(swept.sweep, limits));
    for (const Finding& finding : findings) print(finding_text(finding, swept, report.rule));
    print(judged_on_text(on.judged, on.findings, report.rule));
    std::string not_judged;
    for (const Verdict verdict : swept.judge->not_judged())
      not_judged += " " + std::string(name(verdict));
    if (!not_judged.empty()) print("\nnot judged (not promised or not observed):" + not_judged);
    char line[96];
    std::snprintf(line, sizeof line, "\n%.3f s, %.1f vocabulary passes\n", elapsed.count(),
                  swept.sweep.counters.vocabulary_passes);
    print(line);
  }
  return findings.empty() && on.findings.empty() ? kNothingFound : kFound;
}

}  // namespace

void add_sweep_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("sweep", "One case under every plan: which fail, how and why");
  const auto arguments = std::make_shared<SweepArguments>();
  add_case_arguments(*command, arguments->test_case);
  command
      ->add_option("--max-work", arguments->limits.work_max,
                   "Vocabulary passes before the sweep keeps to plans near both ends")
      ->type_name("N")
      ->check(whole_number(1, kWorkMax))
      ->capture_default_str();
  command->add_option("--fail-on", arguments->fail_on, "Which verdicts fail")
      ->type_name("VERDICT[:GRADE],...");
  add_target_arguments(*command, arguments->targets);
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 1 when a plan fails, 2 on bad input.\n"
      "Example:\n  splitvote sweep gather_topk_topp --logits row.npy --ranks 8 "
      "--set temperature=0.7,top_k=40,top_p=0.95");
  command->callback([arguments, &action] {
    share_roles(arguments->test_case, arguments->targets);
    action = [arguments]() -> int { return sweep_case(*arguments); };
  });
}

}  // namespace splitvote
