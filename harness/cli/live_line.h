// How a campaign is doing, on stderr: one line that renews itself on a terminal, a line now and
// then elsewhere.
#pragma once

#include <string>

#include "harness/campaign/campaign.h"

namespace splitvote {

class LiveLine {
 public:
  explicit LiveLine(bool silent);

  // Called often; shows something when it is time to.
  void show(const CampaignProgress& progress);
  // Makes room for what is printed next.
  void clear();

 private:
  bool silent_, terminal_;
  bool shown_ = false;
  double next_at_ = 0;  // seconds of the campaign
};

// "12.3 s  4,096 cases (333/s)  1,234,567 plans/s  corpus 87  findings: rank_split 3, max_vanished
// 5".
std::string progress_text(const CampaignProgress& progress);

}  // namespace splitvote
