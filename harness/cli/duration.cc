#include "harness/cli/duration.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "src/program/input_error.h"

namespace splitvote {

double parse_duration(const std::string& text, const std::string& place) {
  constexpr std::array<std::pair<std::string_view, double>, 5> kUnits = {
      {{"", 1.0}, {"s", 1.0}, {"ms", 1e-3}, {"m", 60.0}, {"h", 3600.0}}};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc{} && std::isfinite(number) && number > 0) {
    for (const auto& [unit, seconds] : kUnits) {
      if (rest == unit) return number * seconds;
    }
  }
  throw InputError(place, "expected a time above 0, as 60s, 500ms, 5m or 1h, found '" + text + "'");
}

}  // namespace splitvote
