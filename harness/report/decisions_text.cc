#include "harness/report/decisions_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

#include "harness/report/ranks_text.h"
#include "harness/report/table.h"

namespace splitvote {
namespace {

constexpr std::size_t kRankGroupsShown = 3;  // of one decision

// A distance, to three digits.
std::string about(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", number);
  return text.data();
}

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

std::string place_of(const TracedNumber& number) {
  if (number.token >= 0) return number.value + ", token " + std::to_string(number.token);
  if (number.position >= 0) return number.value + ", position " + std::to_string(number.position);
  return number.value;
}

std::string reading_of(const TracedNumber& number) {
  if (number.site.empty()) return same_bits(number.u, number.r) ? "u = r" : "u";
  return std::string(number.promoted ? "u" : "r") + " (" + number.site + ")";
}

std::string decided(const TracedDecision& decision) {
  if (decision.operation == "compare") {
    return "compare " + decision.direction + ": " + (decision.holds ? "true" : "false");
  }
  if (decision.operation == "sort") return "sort: before";
  return decision.operation + ": " +
         (decision.taken > 1 ? "the " + grouped(static_cast<std::uint64_t>(decision.taken)) +
                                   " largest, not the next"
                             : "over");
}

std::string turned_text(const TracedDecision& decision) {
  if (decision.turned == Turned::kNot) return "";
  std::string text = decision.turned == Turned::kRounded ? "both rounded" : "both unrounded";
  if (decision.turned_count > 1) {
    text += " (" + grouped(static_cast<std::uint64_t>(decision.turned_count)) + ")";
  }
  return text;
}

}  // namespace

std::string decisions_text(const std::vector<TracedDecision>& trace, bool coloured) {
  Table table({{"decision"},
               {"decides"},
               {"ranks"},
               {"number"},
               {"u", Table::Align::kRight},
               {"r", Table::Align::kRight},
               {"reads"},
               {"float32 ulps", Table::Align::kRight},
               {"narrow ulps", Table::Align::kRight},
               {"otherwise with"}});
  for (std::size_t begin = 0, end = 0; begin < trace.size(); begin = end) {
    while (end < trace.size() && trace[end].value == trace[begin].value) ++end;
    std::vector<const TracedDecision*> groups;
    for (std::size_t at = begin; at < end; ++at) groups.push_back(&trace[at]);
    std::stable_sort(groups.begin(), groups.end(),
                     [](const TracedDecision* a, const TracedDecision* b) {
                       return (a->turned == Turned::kRounded) > (b->turned == Turned::kRounded);
                     });
    const std::size_t shown = std::min(groups.size(), kRankGroupsShown);
    for (std::size_t at = 0; at < shown; ++at) {
      const TracedDecision& decision = *groups[at];
      const Colour colour = decision.turned == Turned::kRounded ? Colour::kRed : Colour::kNone;
      std::string ulps;
      if (decision.narrow_ulps) {
        ulps = about(*decision.narrow_ulps) + " " + std::string(name(decision.narrow_dtype));
      }
      table.add(
          {{decision.id, colour},
           {decided(decision)},
           {ranks_text(decision.ranks)},
           {place_of(decision.first)},
           {shortest(decision.first.u)},
           {shortest(decision.first.r)},
           {reading_of(decision.first)},
           {decision.float32_ulps ? grouped(static_cast<std::uint64_t>(*decision.float32_ulps))
                                  : ""},
           {ulps},
           {turned_text(decision), colour}});
      table.add({{""},
                 {""},
                 {""},
                 {place_of(decision.second)},
                 {shortest(decision.second.u)},
                 {shortest(decision.second.r)},
                 {reading_of(decision.second)},
                 {""},
                 {""},
                 {""}});
    }
    if (groups.size() > shown) {
      std::vector<Cell> more(10);
      more[1].text = "and " + grouped(groups.size() - shown) + " more groups of ranks";
      table.add(std::move(more));
    }
  }
  return table.empty() ? "  none that has anything to decide\n" : table.text(coloured, 2);
}

}  // namespace splitvote
