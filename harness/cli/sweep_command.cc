// `splitvote sweep`: one case under every plan.

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdio>
#include <utility>

#include "harness/cli/case_arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/stop_signal.h"
#include "harness/finding/finding.h"
#include "harness/finding/judged_sweep.h"
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
  Output output;
};

// The failing plans with the fewest promoted choices, then the smallest bits.
std::vector<PlanBits> smallest_plans(const FailingSet& failing, std::size_t count) {
  const auto smaller = [](PlanBits a, PlanBits b) {
    const int a_promoted = std::popcount(a), b_promoted = std::popcount(b);
    return a_promoted != b_promoted ? a_promoted < b_promoted : a < b;
  };
  std::vector<PlanBits> smallest;
  failing.for_each([&](PlanBits plan) {
    if (smallest.size() == count && !smaller(plan, smallest.back())) return;
    smallest.insert(std::upper_bound(smallest.begin(), smallest.end(), plan, smaller), plan);
    if (smallest.size() > count) smallest.pop_back();
  });
  return smallest;
}

// The plans that show the finding's verdict at its grade.
FailingSet plans_of_finding(const Finding& finding, const Sweep& sweep,
                            const std::vector<Judgement>& judgements) {
  std::vector<bool> marked;
  for (const Judgement& judgement : judgements) {
    const Ruling* ruling = judgement.find(finding.verdict);
    marked.push_back(ruling != nullptr && ruling->grade == finding.grade);
  }
  return plans_of(sweep, marked);
}

std::string finding_text(const Finding& finding, const Sweep& sweep,
                         const std::vector<Judgement>& judgements) {
  const Program& program = *finding.test_case.program;
  std::string text = "\n" + std::string(name(finding.verdict)) + ", " +
                     std::string(name(finding.grade)) + ", " +
                     std::string(name(finding.cause_kind)) + "  [" + finding.signature + "]\n";
  text += "  fails when: " + finding.cause + "\n";
  text += "  " + finding.sentence + "\n";
  if (finding.verdict == Verdict::kLayoutSplit) return text;  // about two sweeps, not one
  const FailingSet failing = plans_of_finding(finding, sweep, judgements);
  const std::vector<PlanBits> smallest = smallest_plans(failing, kPlansShown);
  text += "  smallest plans that show it:\n";
  for (const PlanBits plan : smallest) {
    text +=
        "    " + to_string(program, split_plan(plan, sweep.site_count, sweep.class_count)) + "\n";
  }
  const auto more = static_cast<std::uint64_t>(finding.worst_plans) - smallest.size();
  if (more > 0) text += "    and " + grouped(more) + " more\n";
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

int sweep_case(const SweepArguments& arguments) {
  SweepReport report;
  if (!arguments.fail_on.empty()) report.rule = parse_fail_rule(arguments.fail_on);
  const Witness witness = load_case_argument(arguments.test_case);
  print_notices(arguments.output, witness.notices);
  const Case& test_case = witness.test_case;

  const auto began = std::chrono::steady_clock::now();
  SweepLimits limits = arguments.limits;
  limits.stop = &stop_signal();
  const Sweep swept = sweep(test_case, limits);
  const Judge judge(test_case);
  const std::vector<Judgement> judgements = judge_outcomes(test_case, swept, judge);
  std::vector<Finding> findings = find(test_case, swept, judge, judgements, report.rule);
  if (witness.other_layout.has_value()) {
    Case other = test_case;
    other.layout = *witness.other_layout;
    if (auto split = layout_split_finding(test_case, swept, judge, other.layout,
                                          sweep(other, limits), report.rule)) {
      findings.push_back(std::move(*split));
    }
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;

  if (arguments.output.json) {
    report.test_case = &test_case;
    report.sweep = &swept;
    report.judge = &judge;
    report.judgements = judgements;
    report.findings = findings;
    report.notices = witness.notices;
    print(sweep_report(report));
  } else {
    const SweepTally counted = tally(swept, judge, judgements, report.rule);
    print(test_case.program->name() + ": " +
          tally_text(swept, counted, arguments.output.coloured()));
    print(why_incomplete(swept, limits));
    for (const Finding& finding : findings) print(finding_text(finding, swept, judgements));
    std::string not_judged;
    for (const Verdict verdict : judge.not_judged()) not_judged += " " + std::string(name(verdict));
    if (!not_judged.empty()) print("\nnot judged (not promised or not observed):" + not_judged);
    char line[96];
    std::snprintf(line, sizeof line, "\n%.3f s, %.1f vocabulary passes\n", elapsed.count(),
                  swept.counters.vocabulary_passes);
    print(line);
  }
  return findings.empty() ? kNothingFound : kFound;
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
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 1 when a plan fails, 2 on bad input.\n"
      "Example:\n  splitvote sweep gather_topk_topp --logits row.npy --ranks 8 "
      "--set temperature=0.7,top_k=40,top_p=0.95");
  command->callback([arguments, &action] {
    action = [arguments]() -> int {
      try {
        return sweep_case(*arguments);
      } catch (const SweepStopped&) {
        throw InputError("", "expected to run to its end, stopped by a signal", "sweep");
      }
    };
  });
}

}  // namespace splitvote
