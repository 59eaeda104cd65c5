#include "harness/reduce/ladder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>

namespace splitvote {
namespace {

constexpr int kTextLengthMax = 4;

struct Rung {
  int text_length;
  std::uint32_t order;  // magnitude, then sign
  float value;
};

void add_rung(float value, std::vector<Rung>& rungs) {
  std::array<char, 64> text{};
  const auto length =
      std::to_chars(text.data(), text.data() + text.size(), value).ptr - text.data();
  if (length <= kTextLengthMax) {
    rungs.push_back(
        {static_cast<int>(length), std::rotl(std::bit_cast<std::uint32_t>(value), 1), value});
  }
}

std::vector<Rung> make_rungs() {
  std::vector<Rung> rungs;
  // Up to four digits, with the point anywhere: what is spelled longer is left out again.
  for (int digits = 0; digits <= 9999; ++digits) {
    for (const double unit : {1.0, 10.0, 100.0, 1000.0}) {
      const auto value = static_cast<float>(digits / unit);
      add_rung(value, rungs);
      if (value != 0) add_rung(-value, rungs);
    }
  }
  add_rung(std::numeric_limits<float>::infinity(), rungs);
  add_rung(-std::numeric_limits<float>::infinity(), rungs);
  std::sort(rungs.begin(), rungs.end(), [](const Rung& a, const Rung& b) {
    return std::tie(a.text_length, a.order) < std::tie(b.text_length, b.order);
  });
  rungs.erase(std::unique(rungs.begin(), rungs.end(),
                          [](const Rung& a, const Rung& b) { return a.order == b.order; }),
              rungs.end());
  return rungs;
}

}  // namespace

std::span<const float> ladder(int text_length_max) {
  struct Ladder {
    std::vector<float> values;
    std::array<std::size_t, kTextLengthMax + 1> count{};  // [longest text]
  };
  static const Ladder all = [] {
    Ladder made;
    for (const Rung& rung : make_rungs()) {
      made.values.push_back(rung.value);
      made.count[static_cast<std::size_t>(rung.text_length)] = made.values.size();
    }
    return made;
  }();
  const int length = std::clamp(text_length_max, 0, kTextLengthMax);
  return std::span(all.values).first(all.count[static_cast<std::size_t>(length)]);
}

std::vector<NumberPlace> logit_places(const Candidate& candidate) {
  std::vector<NumberPlace> places;
  const auto& rows = candidate.test_case.logits.values;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t token = 0; token < rows[row].size(); ++token) {
      places.push_back({row, token, {}});
    }
  }
  return places;
}

std::vector<NumberPlace> number_places(const Candidate& candidate) {
  std::vector<NumberPlace> places = logit_places(candidate);
  for (const auto& [name, number] : candidate.test_case.parameters.numbers) {
    places.push_back({0, 0, name});
  }
  return places;
}

double number_at(const Candidate& candidate, const NumberPlace& place) {
  const Case& test_case = candidate.test_case;
  if (!place.parameter.empty()) return test_case.parameters.numbers.at(place.parameter);
  return static_cast<double>(test_case.logits.values[place.row][place.token]);
}

void set_number(Candidate& candidate, const NumberPlace& place, double number) {
  Case& test_case = candidate.test_case;
  if (!place.parameter.empty()) {
    test_case.parameters.numbers[place.parameter] = number;
  } else {
    test_case.logits.values[place.row][place.token] = static_cast<float>(number);
  }
}

}  // namespace splitvote
