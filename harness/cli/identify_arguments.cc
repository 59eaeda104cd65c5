#include "harness/cli/identify_arguments.h"

#include <CLI/CLI.hpp>

#include "harness/cli/stop_signal.h"

namespace splitvote {

void add_identify_options(CLI::App& command, IdentifyArguments& arguments) {
  command.add_option("--probes", arguments.probes, "Cases at most that plans are told apart by")
      ->type_name("N")
      ->check(whole_number(1, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--fresh", arguments.fresh, "Fresh cases that an identified plan is checked on")
      ->type_name("N")
      ->check(whole_number(0, 1'000'000))
      ->capture_default_str();
}

IdentifySubjectsOptions identify_options(const IdentifyArguments& arguments, int jobs) {
  IdentifySubjectsOptions options;
  options.own.probes_max = arguments.probes;
  options.own.fresh = arguments.fresh;
  options.own.stop = &stop_signal();
  options.jobs = jobs;
  return options;
}

}  // namespace splitvote
