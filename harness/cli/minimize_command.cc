// `splitvote minimize`: the simplest case that shows the same finding.

#include <chrono>
#include <memory>
#include <utility>

#include "harness/campaign/judge_again.h"
#include "harness/cli/build_fingerprint.h"
#include "harness/cli/check_command.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/finding_argument.h"
#include "harness/cli/live_line.h"
#include "harness/cli/minimize_reached.h"
#include "harness/cli/on_case.h"
#include "harness/cli/stop_signal.h"
#include "harness/reduce/passes.h"
#include "harness/reduce/reducer.h"
#include "harness/report/minimize_text.h"
#include "harness/store/json_finding.h"
#include "harness/store/json_report.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct MinimizeArguments {
  FindingArguments finding;
  std::string file;
  std::string check;
  std::string interesting_exit = "0";
  TargetArguments targets;
  Output output;
};

// The reduction, with a live line, timed.
struct Timed {
  Reduced reduced;
  double seconds = 0;
};

template <typename Keeping>
Timed reduce_shown(const MinimizeArguments& arguments, const Candidate& start,
                   const Keeping& interesting) {
  LiveLine live(arguments.output.quiet || arguments.output.json);
  const auto began = std::chrono::steady_clock::now();
  const auto elapsed = [began] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  ReduceOptions options;
  options.asking_is_cheap = arguments.check.empty();
  options.stop = &stop_signal();
  options.on_progress = [&](const ReduceProgress& progress) {
    live.show(elapsed(), [&progress] { return reduce_progress_text(progress); });
  };
  Timed timed;
  timed.reduced = reduce(start, interesting, options);
  timed.seconds = elapsed();
  live.clear();
  return timed;
}

void report(const MinimizeArguments& arguments, const MinimizeReport& report,
            const std::string& document) {
  if (!arguments.file.empty()) save_file(arguments.file, document);
  if (arguments.output.json) {
    print(minimize_report(report));
  } else if (arguments.file.empty()) {
    print(document);
  } else {
    print(minimize_text(report));
  }
}

int minimize_finding(const MinimizeArguments& arguments) {
  FoundFinding found = load_finding_argument(arguments.finding, &stop_signal());
  print_notices(arguments.output, found.notices);
  const SameFinding same(found.finding, found.rule, &stop_signal());
  const Candidate start = {found.finding.test_case, found.finding.relation};
  const Timed timed = reduce_shown(arguments, start, same);
  const Reduced& reduced = timed.reduced;
  // A sweep that a signal stopped answers nothing: the last look at the best is not stopped.
  const Finding finding = SameFinding(found.finding, found.rule).on(reduced.best).value();
  report(arguments,
         {&start.test_case, &reduced.best.test_case, finding.signature, reduced.tests,
          timed.seconds, reduced.interrupted, arguments.file},
         write_finding({finding, build_fingerprint(), {}}));
  return kNothingFound;
}

std::string folder_of_output(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? std::string() : file.substr(0, slash + 1);
}

int minimize_programs(const MinimizeArguments& arguments, const Witness& witness) {
  const FailRule rule = rule_for(
      witness.expectation,
      arguments.finding.fail_on.empty() ? FailRule() : parse_fail_rule(arguments.finding.fail_on));
  if (arguments.targets.given() && arguments.file.empty()) {
    throw InputError("-o", "expected a file, beside which the records of what is compiled lie");
  }
  const std::string folder = folder_of_output(arguments.file);
  Compilers compilers(compilers_options(arguments.targets.compilers));
  const auto began = std::chrono::steady_clock::now();
  const MinimizedReached made = minimize_reached(witness, arguments.targets, rule, compilers,
                                                 folder + "compiled", arguments.output);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  print_notices(arguments.output, witness.notices);
  print_notices(arguments.output, made.notices);
  report(arguments,
         {&made.before.test_case, &made.after.test_case, made.after.signature, made.tests,
          seconds.count(), made.interrupted, arguments.file},
         write_finding({as_saved_in(folder, made.after), build_fingerprint(), {}}));
  return kNothingFound;
}

int minimize_what_is_shown(const MinimizeArguments& arguments) {
  if (!arguments.finding.test_case.logits.empty() && !arguments.targets.given()) {
    return minimize_finding(arguments);
  }
  const Witness witness = load_case_argument(arguments.finding.test_case);
  return arguments.targets.given() || reached_by_programs(witness)
             ? minimize_programs(arguments, witness)
             : minimize_finding(arguments);
}

int minimize_by_check(const MinimizeArguments& arguments) {
  Witness witness = load_case_argument(arguments.finding.test_case);
  print_notices(arguments.output, witness.notices);
  const CheckCommand check(arguments.check, arguments.interesting_exit == "nonzero");
  const Candidate start = {witness.test_case, std::nullopt};
  if (!check.interesting(start.test_case)) {
    throw InputError(
        "--check",
        "expected the command to exit " +
            std::string(arguments.interesting_exit == "0" ? "0" : "with another code than 0") +
            " on the case as it is, found " + check.last_exit());
  }
  const Interesting interesting = [&check](const Candidate& candidate) {
    return check.interesting(candidate.test_case);
  };
  const Timed timed = reduce_shown(arguments, start, interesting);
  const Reduced& reduced = timed.reduced;
  CaseFile file;
  file.test_case = reduced.best.test_case;
  report(arguments,
         {&start.test_case, &reduced.best.test_case, "", reduced.tests, timed.seconds,
          reduced.interrupted, arguments.file},
         write_case(file));
  return kNothingFound;
}

}  // namespace

void add_minimize_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("minimize", "The simplest case that shows the same finding");
  const auto arguments = std::make_shared<MinimizeArguments>();
  add_finding_arguments(*command, arguments->finding);
  command->add_option("-o,--output", arguments->file, "Where the case goes; stdout without it")
      ->type_name("FILE");
  command
      ->add_option("--check", arguments->check,
                   "Keep what this command, given a case file, finds interesting, instead of the "
                   "same finding")
      ->type_name("CMD");
  command
      ->add_option("--interesting-exit", arguments->interesting_exit,
                   "How CMD says so: 0 (as C-Reduce has it) or nonzero (as hlo_bisect has it)")
      ->type_name("0|nonzero")
      ->capture_default_str()
      ->check(CLI::IsMember({"0", "nonzero"}));
  add_target_arguments(*command, arguments->targets);
  add_output_options(*command, arguments->output);
  std::string passes_text = "Passes, in order, repeated until none changes anything:\n";
  for (const Pass& pass : passes()) {
    passes_text += "  " + std::string(pass.name) + ": " + std::string(pass.what) + "\n";
  }
  command->footer(passes_text +
                  "Exits 0 when done, 2 on bad input. Ctrl-C keeps what it has.\n"
                  "Examples:\n  splitvote minimize finding.json -o small.json\n"
                  "  splitvote minimize finding.json --check ./still-fails.sh -o small.json");
  command->callback([arguments, &action] {
    share_roles(arguments->finding.test_case, arguments->targets);
    action = [arguments]() -> int {
      return arguments->check.empty() ? minimize_what_is_shown(*arguments)
                                      : minimize_by_check(*arguments);
    };
  });
}

}  // namespace splitvote
