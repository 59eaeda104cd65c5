// Ranks as people list them.
#pragma once

#include <string>
#include <vector>

namespace splitvote {

// Ascending ranks, runs joined: "0-3,5".
std::string ranks_text(const std::vector<int>& ranks);

}  // namespace splitvote
