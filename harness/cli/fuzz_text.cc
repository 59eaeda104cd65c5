#include "harness/cli/fuzz_text.h"

#include <cstdio>

#include "harness/oracle/verdict.h"
#include "harness/report/table.h"

namespace splitvote {

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

std::string end_text(const CampaignOptions& options, const CampaignResult& result,
                     const std::vector<FindingLine>& lines, bool coloured) {
  std::string text = progress_text(result.progress) + "\n";
  if (result.refused > 0) {
    text += grouped(result.refused) + " cases had a layout that their sampler cannot serve\n";
  }
  if (result.interrupted) text += "stopped by a signal\n";
  if (lines.empty()) return text + "no findings (seed " + std::to_string(options.seed) + ")\n";
  text += "\n" + findings_text(lines, coloured) + "\n";
  for (const auto& [signature, collected] : result.collection.findings()) {
    if (collected.reproduces) continue;
    text += collected.file + " does not show " + signature +
            " when it is judged again: a defect of splitvote, please report it\n";
  }
  return text + std::to_string(lines.size()) + " distinct findings (seed " +
         std::to_string(options.seed) +
         "); exit code 1 means that findings were made. Look at one: splitvote sweep FILE\n";
}

std::string followed_text(const FollowedUp& followed) {
  if (followed.all == 0) return "";
  std::string text = std::to_string(followed.done) + " of " + std::to_string(followed.all) +
                     " findings that compiled programs reach were minimized, and what rules them "
                     "out was tried";
  if (followed.interrupted) text += "; stopped by a signal";
  if (followed.done < followed.all && !followed.interrupted) text += " (--follow-up has more time)";
  return text + "\n";
}

}  // namespace splitvote
