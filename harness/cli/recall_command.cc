// `splitvote recall`: which published incidents campaigns find again from scratch.

#include <chrono>
#include <memory>

#include "harness/campaign/recall.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/live_line.h"
#include "harness/cli/stop_signal.h"
#include "harness/cli/today.h"
#include "harness/report/recall_table.h"
#include "harness/report/table.h"
#include "harness/store/json_report.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

constexpr int kSeedsMax = 1'000;

struct RecallArguments {
  std::string path;
  RecallOptions options;
  std::string file;
  Output output;
};

std::string command_of(const RecallArguments& arguments) {
  std::string text = "splitvote recall " + arguments.path + " --seeds " +
                     std::to_string(arguments.options.seed_count) + " --cases " +
                     std::to_string(arguments.options.case_max);
  if (arguments.options.twin_case_max != RecallOptions{}.twin_case_max) {
    text += " --twin-cases " + std::to_string(arguments.options.twin_case_max);
  }
  if (arguments.options.seed != 1) text += " --seed " + std::to_string(arguments.options.seed);
  return arguments.file.empty() ? text : text + " -o " + arguments.file;
}

// "12 of 52, cast-pair-removed/broken max_vanished: seed 3, 1,234".
std::string progress_text(const RecallProgress& progress) {
  return std::to_string(progress.row + 1) + " of " + std::to_string(progress.row_count) + ", " +
         progress.now->incident + " " + std::string(name(progress.now->verdict)) + ": " +
         progress.what + ", " + grouped(progress.cases);
}

int recall_incidents(const RecallArguments& arguments) {
  LiveLine live(arguments.output.quiet || arguments.output.json);
  const auto began = std::chrono::steady_clock::now();
  RecallOptions options = arguments.options;
  options.stop = &stop_signal();
  options.on_progress = [&](const RecallProgress& progress) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    live.show(seconds.count(), [&progress] { return progress_text(progress); });
  };
  RecallTable table;
  table.date = today();
  table.command = command_of(arguments);
  table.seed_count = options.seed_count;
  table.case_max = options.case_max;
  table.twin_case_max = options.twin_case_max;
  table.rows = recall(load_incidents(arguments.path), options);
  live.clear();
  if (!arguments.file.empty()) save_file(arguments.file, recall_markdown(table));
  if (arguments.output.json) {
    print(recall_report(table));
  } else if (arguments.file.empty()) {
    print(recall_markdown(table));
  } else {
    print(recall_summary(table));
  }
  const RecallCounts counts = counts_of(table);
  return counts.findings_by_all == counts.findings ? kNothingFound : kFound;
}

}  // namespace

void add_recall_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("recall", "Which known incidents fuzzing finds again from scratch");
  const auto arguments = std::make_shared<RecallArguments>();
  command
      ->add_option("PATH", arguments->path,
                   "Cases that say which verdicts they expect, with their fixed twins beside them")
      ->required()
      ->type_name("");
  command->add_option("--seeds", arguments->options.seed_count, "Campaigns for each finding")
      ->type_name("N")
      ->check(whole_number(1, kSeedsMax))
      ->capture_default_str();
  command->add_option("--seed", arguments->options.seed, "Of the first campaign; others count up")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--cases", arguments->options.case_max, "After which a campaign gives up")
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--twin-cases", arguments->options.twin_case_max,
                   "At most so many on a fixed twin; else as many as the slowest seed needed")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("-o,--output", arguments->file, "Where the table goes; stdout without it")
      ->type_name("FILE");
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 0 when every seed found every finding, 1 otherwise, 2 on bad input. Ctrl-C ends it "
      "with what it has.\n"
      "Example:\n  splitvote recall corpus/incidents --seeds 10 -o reports/recall.md");
  command->callback([arguments, &action] {
    action = [arguments]() -> int { return recall_incidents(*arguments); };
  });
}

}  // namespace splitvote
