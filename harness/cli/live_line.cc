#include "harness/cli/live_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "harness/cli/output.h"

namespace splitvote {
namespace {

constexpr double kTerminalSeconds = 0.2;
constexpr double kOtherSeconds = 10;
constexpr std::size_t kColumns = 80;  // where the terminal does not say

std::size_t terminal_columns() {
  struct winsize size {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kColumns;
  return size.ws_col;
}

}  // namespace

LiveLine::LiveLine(bool silent)
    : silent_(silent),
      terminal_(stderr_is_terminal()),
      next_at_(terminal_ ? kTerminalSeconds : kOtherSeconds) {}

void LiveLine::show(double seconds, const std::function<std::string()>& text) {
  if (silent_ || seconds < next_at_) return;
  next_at_ = seconds + (terminal_ ? kTerminalSeconds : kOtherSeconds);
  std::string line = text();
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", line.c_str());
    return;
  }
  const std::size_t columns = terminal_columns();
  if (line.size() >= columns) line.resize(columns - 1);
  std::fprintf(stderr, "\r%s\033[K", line.c_str());
  shown_ = true;
}

void LiveLine::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace splitvote
