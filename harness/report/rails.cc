#include "harness/report/rails.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace splitvote {
namespace {

constexpr int kFree = -1;

// Whether a line leaves the middle of a character to each side.
struct Arms {
  bool down = false, left = false, right = false;  // up always
};

// [collective][same on all ranks]: the line across is double, the rail is double.
std::string_view junction(Arms arms, bool across_double, bool rail_double) {
  struct Glyphs {
    std::string_view left_end, right_end, both_end, left_on, right_on, both_on;
  };
  static constexpr std::array<std::array<Glyphs, 2>, 2> kGlyphs = {{
      {{{"╯", "╰", "┴", "┤", "├", "┼"}, {"╜", "╙", "╨", "╢", "╟", "╫"}}},
      {{{"╛", "╘", "╧", "╡", "╞", "╪"}, {"╝", "╚", "╩", "╣", "╠", "╬"}}},
  }};
  const Glyphs& glyphs = kGlyphs[across_double ? 1 : 0][rail_double ? 1 : 0];
  if (arms.left && arms.right) return arms.down ? glyphs.both_on : glyphs.both_end;
  if (arms.left) return arms.down ? glyphs.left_on : glyphs.left_end;
  return arms.down ? glyphs.right_on : glyphs.right_end;
}

// Rows in order: nodes that use nothing stand right before what first uses them.
std::vector<int> row_order(const std::vector<FlowNode>& nodes) {
  std::vector<int> order;
  std::vector<bool> placed(nodes.size(), false);
  const auto place = [&](std::size_t node) {
    if (placed[node] || nodes[node].given) return;
    placed[node] = true;
    order.push_back(static_cast<int>(node));
  };
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    const FlowNode& node = nodes[at];
    if (node.given || node.uses.empty()) continue;
    for (const FlowUse& use : node.uses) place(static_cast<std::size_t>(use.node));
    place(at);
  }
  for (std::size_t at = 0; at < nodes.size(); ++at) place(at);
  return order;
}

class Rails {
 public:
  explicit Rails(const std::vector<FlowNode>& nodes) : nodes_(nodes), uses_left_(nodes.size(), 0) {
    for (const FlowNode& node : nodes) {
      for (const int used : rails_used(node)) ++uses_left_[static_cast<std::size_t>(used)];
    }
  }

  std::vector<RailRow> draw() {
    for (const int node : row_order(nodes_)) draw_row(node);
    for (RailRow& row : rows_) row.cells.resize(columns_.empty() ? 0 : columns_.size() * 2 - 1);
    return std::move(rows_);
  }

 private:
  struct Tap {
    std::size_t column = 0;
    bool site = false, ends = false;
  };

  [[nodiscard]] const FlowNode& at(int node) const {
    return nodes_[static_cast<std::size_t>(node)];
  }

  // Each operand with a rail once.
  [[nodiscard]] std::vector<int> rails_used(const FlowNode& node) const {
    std::vector<int> used;
    for (const FlowUse& use : node.uses) {
      if (!at(use.node).given && std::find(used.begin(), used.end(), use.node) == used.end())
        used.push_back(use.node);
    }
    return used;
  }

  std::vector<Tap> taps_of(const FlowNode& node) {
    std::vector<Tap> taps;
    for (const int used : rails_used(node)) {
      const bool site = std::any_of(node.uses.begin(), node.uses.end(), [used](const FlowUse& use) {
        return use.node == used && !use.site.empty();
      });
      const auto column = std::find(columns_.begin(), columns_.end(), used);
      taps.push_back({static_cast<std::size_t>(column - columns_.begin()), site,
                      --uses_left_[static_cast<std::size_t>(used)] == 0});
    }
    std::sort(taps.begin(), taps.end(),
              [](const Tap& a, const Tap& b) { return a.column < b.column; });
    return taps;
  }

  [[nodiscard]] bool can_start(std::size_t column) const {
    return column >= columns_.size() || (columns_[column] == kFree && !just_ended_[column]);
  }

  [[nodiscard]] std::size_t column_for(const std::vector<Tap>& taps) const {
    for (const Tap& tap : taps) {
      if (tap.ends && !tap.site) return tap.column;
    }
    std::size_t best = columns_.size();
    std::size_t nearest = std::numeric_limits<std::size_t>::max();
    for (std::size_t column = 0; column <= columns_.size(); ++column) {
      if (!can_start(column)) continue;
      std::size_t distance = taps.empty() ? column : std::numeric_limits<std::size_t>::max();
      for (const Tap& tap : taps) {
        distance =
            std::min(distance, column > tap.column ? column - tap.column : tap.column - column);
      }
      if (distance >= nearest) continue;
      nearest = distance;
      best = column;
    }
    return best;
  }

  void draw_row(int node) {
    const FlowNode& here = at(node);
    const std::vector<Tap> taps = taps_of(here);
    const std::size_t column = column_for(taps);
    if (column >= columns_.size()) {
      columns_.resize(column + 1, kFree);
      just_ended_.resize(column + 1, false);
    }
    std::size_t from = column, to = column;
    for (const Tap& tap : taps) {
      from = std::min(from, tap.column);
      to = std::max(to, tap.column);
    }
    RailRow row;
    row.node = node;
    std::vector<bool> ended(columns_.size(), false);
    for (std::size_t each = 0; each < columns_.size(); ++each) {
      const auto tap = std::find_if(taps.begin(), taps.end(),
                                    [each](const Tap& one) { return one.column == each; });
      RailCell cell;
      if (each == column) {
        cell = {here.may_differ ? "●" : "○", RailMark::kNode};
      } else if (tap != taps.end()) {
        const bool rail_double = at(columns_[each]).same_on_ranks;
        const Arms arms{!tap->ends, each > from, each < to};
        cell = tap->site ? RailCell{"◆", RailMark::kSite}
                         : RailCell{std::string(junction(arms, here.collective, rail_double)),
                                    RailMark::kLine};
        ended[each] = tap->ends && tap->site;
      } else if (columns_[each] != kFree) {
        cell = {at(columns_[each]).same_on_ranks ? "║" : "│", RailMark::kLine};
      } else if (each > from && each < to) {
        cell = {here.collective ? "═" : "─", RailMark::kLine};
      }
      row.cells.push_back(std::move(cell));
      if (each + 1 == columns_.size()) break;
      row.cells.push_back(each >= from && each < to
                              ? RailCell{here.collective ? "═" : "─", RailMark::kLine}
                              : RailCell{});
    }
    rows_.push_back(std::move(row));
    for (const Tap& tap : taps) {
      if (tap.ends) columns_[tap.column] = kFree;
    }
    const bool goes_on = uses_left_[static_cast<std::size_t>(node)] > 0;
    columns_[column] = goes_on ? node : kFree;
    ended[column] = !goes_on;
    just_ended_ = std::move(ended);
  }

  const std::vector<FlowNode>& nodes_;
  std::vector<int> uses_left_;    // [node]
  std::vector<int> columns_;      // [rail]: the value that it carries, or kFree
  std::vector<bool> just_ended_;  // [rail]: what begins here now would look like its successor
  std::vector<RailRow> rows_;
};

}  // namespace

std::vector<RailRow> rails(const std::vector<FlowNode>& nodes) { return Rails(nodes).draw(); }

}  // namespace splitvote
