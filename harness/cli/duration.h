// A time span as people write it: "60", "60s", "500ms", "5m", "1h".
#pragma once

#include <string>

namespace splitvote {

// Seconds, above 0. Throws InputError with `place`.
double parse_duration(const std::string& text, const std::string& place);

}  // namespace splitvote
