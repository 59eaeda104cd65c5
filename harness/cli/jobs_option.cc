#include "harness/cli/jobs_option.h"

#include <algorithm>
#include <thread>

#include "harness/cli/commands.h"

namespace splitvote {
namespace {

constexpr int kJobsMax = 1'024;

}  // namespace

int hardware_jobs() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

void add_jobs_option(CLI::App& command, int& jobs) {
  command.add_option("--jobs,-j", jobs, "Threads")
      ->type_name("N")
      ->check(whole_number(1, kJobsMax))
      ->capture_default_str();
}

}  // namespace splitvote
