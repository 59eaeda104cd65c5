// `splitvote replay`: files judged again, each held against what it says it shows.

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "harness/campaign/examine.h"
#include "harness/campaign/witness.h"
#include "harness/cli/bad_input_line.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
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
  Output output;
};

struct Counts {
  std::size_t good = 0, bad = 0, unreadable = 0;
};

bool good(const ReplayedFile& file) {
  return file.expectation.has_value() ? file.differences.empty() : file.findings.empty();
}

ReplayedFile replay(const std::string& path, const FailRule& rule) {
  const Witness witness = load_witness(path);
  ReplayedFile file;
  file.file = path;
  file.expectation = witness.expectation;
  file.findings = find_by_default(witness.test_case, witness.other_layout,
                                  rule_for(witness.expectation, rule), &stop_signal());
  if (file.expectation.has_value()) {
    file.differences = differences(*file.expectation, file.findings);
  }
  return file;
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
  bool stopped = false;
  std::vector<ReplayedFile> replayed;
  for (const std::string& path : files_of(arguments.paths, counts)) {
    try {
      ReplayedFile file = replay(path, rule);
      ++(good(file) ? counts.good : counts.bad);
      const bool shown = !arguments.output.json && !(arguments.output.quiet && good(file));
      if (shown) print(line_of(file));
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
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 1 when a file shows something else than it says (or fails and says nothing), 2 when "
      "one cannot be read.\n"
      "Example:\n  splitvote replay reports/latest/findings corpus");
  command->callback(
      [arguments, &action] { action = [arguments]() -> int { return replay_all(*arguments); }; });
}

}  // namespace splitvote
