#include "harness/cli/stop_signal.h"

#include <csignal>
#include <cstdint>
#include <ctime>

namespace splitvote {
namespace {

// A signal this soon after the first belongs to it.
constexpr std::int64_t kOneStop = 500'000'000;  // nanoseconds

std::atomic<bool> stopped{false};
std::atomic<std::int64_t> stopped_at{0};
static_assert(std::atomic<bool>::is_always_lock_free &&
                  std::atomic<std::int64_t>::is_always_lock_free,
              "a signal handler may set them");

extern "C" void stop(int signal) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t at = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  if (!stopped) {
    stopped_at = at;
    stopped = true;
  } else if (at - stopped_at > kOneStop) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

bool install() {
  struct sigaction action {};
  action.sa_handler = stop;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&action.sa_mask, signal);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
  return true;
}

}  // namespace

const std::atomic<bool>& stop_signal() {
  static const bool installed = install();
  (void)installed;
  return stopped;
}

}  // namespace splitvote
