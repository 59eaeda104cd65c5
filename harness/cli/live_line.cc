#include "harness/cli/live_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "harness/cli/output.h"
#include "harness/report/table.h"

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

std::string progress_text(const CampaignProgress& progress) {
  const double seconds = progress.seconds > 0 ? progress.seconds : 1;
  const auto rate = [seconds](std::uint64_t count) {
    return grouped(static_cast<std::uint64_t>(static_cast<double>(count) / seconds));
  };
  char elapsed[32];
  std::snprintf(elapsed, sizeof elapsed, "%.1f s", progress.seconds);
  std::string text = std::string(elapsed) + "  " + grouped(progress.cases) + " cases (" +
                     rate(progress.cases) + "/s)  " + rate(progress.plans) + " plans/s  corpus " +
                     grouped(progress.corpus_size) + "  findings:";
  bool any = false;
  for (std::size_t at = 0; at < kVerdicts.size(); ++at) {
    if (progress.findings[at] == 0) continue;
    text += (any ? ", " : " ") + std::string(kVerdicts[at].name) + " " +
            std::to_string(progress.findings[at]);
    any = true;
  }
  return any ? text : text + " none";
}

LiveLine::LiveLine(bool silent)
    : silent_(silent),
      terminal_(stderr_is_terminal()),
      next_at_(terminal_ ? kTerminalSeconds : kOtherSeconds) {}

void LiveLine::show(const CampaignProgress& progress) {
  if (silent_ || progress.seconds < next_at_) return;
  next_at_ = progress.seconds + (terminal_ ? kTerminalSeconds : kOtherSeconds);
  std::string text = progress_text(progress);
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  const std::size_t columns = terminal_columns();
  if (text.size() >= columns) text.resize(columns - 1);
  std::fprintf(stderr, "\r%s\033[K", text.c_str());
  shown_ = true;
}

void LiveLine::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace splitvote
