#include "harness/cli/stop_signal.h"

#include <csignal>

namespace splitvote {
namespace {

std::atomic<bool> stopped{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

extern "C" void stop(int /*signal*/) { stopped = true; }

bool install() {
  struct sigaction action {};
  action.sa_handler = stop;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return true;
}

}  // namespace

const std::atomic<bool>& stop_signal() {
  static const bool installed = install();
  (void)installed;
  return stopped;
}

}  // namespace splitvote
