// What `splitvote fuzz` says while it runs and when it ends.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/cli/follow_up.h"
#include "harness/report/findings_text.h"

namespace splitvote {

// "12.3 s  4,096 cases (333/s)  1,234,567 plans/s  corpus 87  findings: rank_split 3, max_vanished
// 5".
std::string progress_text(const CampaignProgress& progress);

// The last of these, the findings as a table, and how to go on.
std::string end_text(const CampaignOptions& options, const CampaignResult& result,
                     const std::vector<FindingLine>& lines, bool coloured);

// "12 of 14 findings minimized, and what rules them out tried; ...".
std::string followed_text(const FollowedUp& followed);

}  // namespace splitvote
