#include "harness/cli/compilers_arguments.h"

#include "harness/cli/duration.h"
#include "harness/cli/stop_signal.h"
#include "harness/compilers/python.h"

namespace splitvote {
namespace {

constexpr int kProcessesMax = 64;

}  // namespace

void add_compilers_options(CLI::App& command, CompilersArguments& arguments) {
  command
      .add_option("--cache", arguments.cache,
                  "Where compiled programs are kept; ~/.cache/splitvote by default")
      ->type_name("DIR");
  command
      .add_option("--compile-timeout", arguments.timeout, "For one compilation, 120s by default")
      ->type_name("TIME");
  command
      .add_option("--compile-jobs", arguments.processes,
                  "Compilations at once, 1 by default; each takes about 0.5 GB")
      ->type_name("N")
      ->check(whole_number(1, kProcessesMax));
}

CompilersOptions compilers_options(const CompilersArguments& arguments) {
  CompilersOptions options;
  options.python = compilers_python();
  if (!arguments.cache.empty()) options.folder = arguments.cache;
  if (!arguments.timeout.empty()) {
    options.timeout_seconds = parse_duration(arguments.timeout, "--compile-timeout");
  }
  options.processes = arguments.processes;
  options.stop = &stop_signal();
  return options;
}

}  // namespace splitvote
