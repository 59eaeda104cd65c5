// `splitvote replay`: files judged again, each held against what it says it shows.

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "harness/campaign/judge_again.h"
#include "harness/campaign/witness.h"
#include "harness/cli/bad_input_line.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/on_case.h"
#include "harness/cli/stop_signal.h"
#include "harness/report/table.h"
#include "harness/store/json_report.h"
#include "harness/store/load.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct ReplayArguments {
  std::vector<std::string> paths;
  std::string fail_on;
  TargetArguments targets;
  Output output;
};

struct Counts {
  std::size_t good = 0, bad = 0, unreadable = 0;
};

bool good(const ReplayedFile& file) {
  return file.expectation.has_value() ? file.differences.empty() : file.findings.empty();
}

ReplayedFile replay(const std::string& path, const ReplayArguments& arguments, const FailRule& rule,
                    Records& records) {
  const Witness witness = load_witness(path);
  JudgedAgain again = judge_again(witness, rule, records, &stop_signal());
  ReplayedFile file;
  file.file = path;
  file.expectation = witness.expectation;
  file.findings = std::move(again.findings);
  file.differences = std::move(again.differences);
  for (const std::string& notice : again.notices) file.notices.push_back(path + ": " + notice);
  if (arguments.targets.given()) {
    OnCase on =
        judge_on(witness, arguments.targets, rule_for(witness.expectation, rule), arguments.output);
    file.reached_today = std::move(on.findings);
    for (const std::string& notice : on.notices) file.notices.push_back(path + ": " + notice);
  }
  return file;
}

// On which targets the file's finding, or whatever its case shows, is reached today.
std::string today_text(const ReplayedFile& file) {
  if (!file.reached_today) return "";
  const std::string wanted = file.expectation ? file.expectation->signature : "";
  std::string text;
  for (const Finding& finding : *file.reached_today) {
    if (!wanted.empty() && finding.signature != wanted) continue;
    text += "        today: " + std::string(name(finding.verdict)) + " " +
            std::string(name(finding.grade)) + " [" + finding.signature + "] reached on";
    for (const Reached& reached : finding.reached) {
      text += (reached == finding.reached.front() ? " " : ", ") + reached.as.target;
    }
    text += "\n";
  }
  return text.empty() ? "        today: reached on none of the targets\n" : text;
}

std::string line_of(const ReplayedFile& file) {
  std::string shown;
  for (const Finding& finding : file.findings) {
    shown += (shown.empty() ? "" : ", ") + std::string(name(finding.verdict)) + " " +
             std::string(name(finding.grade));
  }
  if (shown.empty()) shown = "no failing verdict";
  if (!file.expectation.has_value()) {
    return (file.findings.empty() ? "ok      " : "fails   ") + file.file + ": " + shown + "\n";
  }
  if (file.differences.empty()) return "ok      " + file.file + ": as expected, " + shown + "\n";
  std::string text;
  for (const std::string& difference : file.differences) {
    text += (text.empty() ? "" : "; ") + difference;
  }
  return "differs " + file.file + ": " + text + "\n";
}

// What cannot be read at all does not stop the others.
std::vector<std::string> files_of(const std::vector<std::string>& paths, Counts& counts) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    try {
      const std::vector<std::string> found = path == "-" ? std::vector{path} : cases_under(path);
      files.insert(files.end(), found.begin(), found.end());
    } catch (const InputError& error) {
      std::fprintf(stderr, "%s\n", bad_input_line(error).c_str());
      ++counts.unreadable;
    }
  }
  return files;
}

int replay_all(const ReplayArguments& arguments) {
  const FailRule rule = arguments.fail_on.empty() ? FailRule() : parse_fail_rule(arguments.fail_on);
  Counts counts;
  Records records;
  bool stopped = false;
  std::vector<ReplayedFile> replayed;
  for (const std::string& path : files_of(arguments.paths, counts)) {
    try {
      ReplayedFile file = replay(path, arguments, rule, records);
      if (!arguments.output.json) print_notices(arguments.output, file.notices);
      ++(good(file) ? counts.good : counts.bad);
      const bool shown = !arguments.output.json && !(arguments.output.quiet && good(file));
      if (shown) print(line_of(file) + today_text(file));
      if (arguments.output.json) replayed.push_back(std::move(file));
    } catch (const InputError& error) {
      std::fprintf(stderr, "%s\n", bad_input_line(error.in_file(path)).c_str());
      ++counts.unreadable;
    } catch (const SweepStopped&) {
      stopped = true;
      break;
    }
  }
  if (arguments.output.json) {
    print(replay_report(replayed));
  } else {
    print((stopped ? "stopped by a signal after " : "") +
          grouped(counts.good + counts.bad + counts.unreadable) +
          " files: " + grouped(counts.good) + " as they should be, " + grouped(counts.bad) +
          " not, " + grouped(counts.unreadable) + " unreadable\n");
  }
  if (counts.unreadable > 0) return kBadInput;
  return counts.bad > 0 ? kFound : kNothingFound;
}

}  // namespace

void add_replay_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("replay", "Judge files again, each held against what it should show");
  const auto arguments = std::make_shared<ReplayArguments>();
  command
      ->add_option("PATH", arguments->paths,
                   "Cases, findings, libFuzzer artifacts, folders of them, or -")
      ->required()
      ->type_name("");
  command->add_option("--fail-on", arguments->fail_on, "Which verdicts fail")
      ->type_name("VERDICT[:GRADE],...");
  add_target_arguments(*command, arguments->targets);
  add_role_options(*command, arguments->targets.sampler);
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 1 when a file shows something else than it says (or fails and says nothing), 2 when "
      "one cannot be read.\n"
      "Example:\n  splitvote replay reports/latest/findings corpus");
  command->callback(
      [arguments, &action] { action = [arguments]() -> int { return replay_all(*arguments); }; });
}

}  // namespace splitvote
