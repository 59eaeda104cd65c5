// `splitvote explain`: why a finding fails, and what rules it out.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "harness/campaign/examine.h"
#include "harness/campaign/try_remedies.h"
#include "harness/campaign/witness.h"
#include "harness/cli/bad_input_line.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/finding_argument.h"
#include "harness/cli/live_line.h"
#include "harness/cli/on_case.h"
#include "harness/cli/stop_signal.h"
#include "harness/compiled/recorded.h"
#include "harness/finding/corpus_pins.h"
#include "harness/finding/explanation.h"
#include "harness/reach/variant_explanation.h"
#include "harness/report/corpus_pins_text.h"
#include "harness/report/explanation_text.h"
#include "harness/report/trials_text.h"
#include "harness/report/variant_explanation_text.h"
#include "harness/store/json_explanation.h"
#include "harness/store/load.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct ExplainArguments {
  FindingArguments finding;
  bool verify = false;
  TargetArguments targets;
  Output output;
};

// What rules it out, tried on the compilers that reach it.
void verify(const ExplainArguments& arguments, const FailRule& rule, Finding& finding) {
  const bool here = std::any_of(finding.reached.begin(), finding.reached.end(),
                                [](const Reached& reached) { return !reached.elsewhere; });
  if (!here) {
    throw InputError("--verify",
                     "expected a finding that a target reaches (fuzz --on TARGET hunts for those)",
                     arguments.finding.test_case.text);
  }
  LiveLine live(arguments.output.quiet || arguments.output.json);
  const auto began = std::chrono::steady_clock::now();
  RemedyOptions options;
  options.rule = rule;
  options.numbers = numbers_in_force(finding.test_case);
  options.stop = &stop_signal();
  options.on_progress = [&](const std::string& what) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    live.show(seconds.count(), [&what] { return what; });
  };
  Compilers compilers(compilers_options(arguments.targets.compilers));
  TargetArguments targets = arguments.targets;
  complete_from_records(finding.test_case, finding.reached, targets);
  finding.trials =
      RemedyTrials(compilers, options).of(finding, source_of(finding.test_case, targets));
  live.clear();
}

// One file's findings: its own where it is a finding's, else every one that fails on the case.
void add_findings(const std::string& file, const FailRule& rule, std::vector<CorpusFinding>& corpus,
                  std::vector<std::string>& notices) {
  const Witness witness = load_witness(file);
  const FailRule here = rule_for(witness.expectation, rule);
  const SweptCase swept = sweep_by_default(witness.test_case, witness.relation, &stop_signal());
  const std::string wanted = witness.expectation ? witness.expectation->signature : "";
  bool any = false;
  for (Finding& finding : find(swept, here)) {
    if (!wanted.empty() && finding.signature != wanted) continue;
    any = true;
    FailingSet failing = plans_of_verdict(swept, finding.verdict, here)->failing;
    corpus.push_back({file, std::move(finding), std::move(failing)});
  }
  if (any) return;
  notices.push_back(
      file + ": " +
      (wanted.empty() ? "shows no failing verdict" : "no longer shows [" + wanted + "]") +
      ", left out");
}

int explain_corpus(const ExplainArguments& arguments) {
  const std::string& fail_on = arguments.finding.fail_on;
  const FailRule rule = fail_on.empty() ? FailRule() : parse_fail_rule(fail_on);
  std::vector<CorpusFinding> corpus;
  std::vector<std::string> notices;
  bool unreadable = false;
  const std::vector<std::string> files = cases_under(arguments.finding.test_case.text);
  const bool progress = stderr_is_terminal() && !arguments.output.quiet;
  for (std::size_t at = 0; at < files.size(); ++at) {
    if (progress) std::fprintf(stderr, "\r%zu of %zu files\x1b[K", at + 1, files.size());
    try {
      add_findings(files[at], rule, corpus, notices);
    } catch (const InputError& error) {
      std::fprintf(stderr, "%s%s\n", progress ? "\r" : "",
                   bad_input_line(error.in_file(files[at])).c_str());
      unreadable = true;
    }
  }
  if (progress) std::fprintf(stderr, "\r\x1b[K");
  print_notices(arguments.output, notices);
  const std::vector<ProgramPins> programs = pins_of_corpus(corpus);
  print(arguments.output.json ? corpus_pins_report(corpus, programs, notices)
                              : corpus_pins_text(corpus, programs, arguments.output.coloured()));
  return unreadable ? kBadInput : kNothingFound;
}

// Two compiled programs of one target, from their records.
int explain_split(const ExplainArguments& arguments, FoundFinding& found) {
  if (arguments.verify) {
    found.notices.push_back("--verify: what rules out " + std::string(name(found.finding.verdict)) +
                            " is not tried, for it is about two compilations");
  }
  Records records;
  const Recorded recorded =
      recorded_subjects(found.finding.test_case.program, found.finding.reached, records);
  const std::optional<ComparedPair> pair = compared_pair(recorded.subjects, found.finding);
  if (!pair) {
    throw InputError("",
                     "expected the records of the two compiled programs that it compares, found " +
                         (recorded.notices.empty() ? "none" : recorded.notices.front()),
                     arguments.finding.test_case.text);
  }
  const VariantExplanation explanation =
      explain_variants(found.finding, *pair, found.rule, &stop_signal());
  print_notices(arguments.output, found.notices);
  print(arguments.output.json ? variant_explanation_report(explanation, found.notices)
                              : variant_explanation_text(explanation, arguments.output.coloured()));
  return kNothingFound;
}

int explain_finding(const ExplainArguments& arguments) {
  SweptFinding swept = sweep_finding_argument(arguments.finding, &stop_signal());
  Finding& finding = swept.found.finding;
  if (finding.verdict == Verdict::kVariantSplit) return explain_split(arguments, swept.found);
  print_notices(arguments.output, swept.found.notices);
  if (arguments.verify) verify(arguments, swept.found.rule, finding);
  const std::string trials = trials_text(finding.trials, arguments.output.coloured());
  if (shown_by_a_plan(finding)) {
    const Explanation explanation = explain(swept.swept, finding, swept.found.rule);
    print(arguments.output.json
              ? explanation_report(explanation, swept.found.notices)
              : explanation_text(explanation, arguments.output.coloured()) + trials);
    return kNothingFound;
  }
  if (trials.empty()) {
    throw InputError(
        "",
        "expected a finding that a plan shows, found one of compiled programs alone (" +
            finding.cause + ")" + (arguments.verify ? "" : "; --verify tries what rules it out"),
        arguments.finding.test_case.text);
  }
  print(arguments.output.json
            ? unexplained_report(finding, swept.found.notices)
            : finding.sentence + "\nno plan explains it: " + finding.cause + "\n" + trials);
  return kNothingFound;
}

}  // namespace

void add_explain_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "explain", "Why a finding fails, and what rules it out: causes, decisions, pins");
  const auto arguments = std::make_shared<ExplainArguments>();
  add_finding_arguments(*command, arguments->finding);
  command->add_flag("--verify", arguments->verify,
                    "Compile what may rule it out into the sampler, for the targets that reach it, "
                    "and try it");
  add_args_option(*command, arguments->targets.sampler,
                  "With --verify, arguments of FILE.py:FUNCTION, as bf16[batch,vocab],f32[]; as "
                  "recorded by default");
  add_compilers_options(*command, arguments->targets.compilers);
  add_output_options(*command, arguments->output);
  command->footer(
      "A finding, a case, or a folder of them (pins that fix all of them at once). Exits 0 when "
      "done, 2 on bad input.\n"
      "Example:\n  splitvote explain reports/latest/findings/finding.json");
  command->callback([arguments, &action] {
    share_roles(arguments->finding.test_case, arguments->targets);
    action = [arguments]() -> int {
      const std::string& path = arguments->finding.test_case.text;
      return folder_exists(path) ? explain_corpus(*arguments) : explain_finding(*arguments);
    };
  });
}

}  // namespace splitvote
