// The date that tables carry.
#pragma once

#include <string>

namespace splitvote {

// Of today, in UTC: "2026-11-28".
std::string today();

}  // namespace splitvote
