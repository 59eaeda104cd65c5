#include "harness/report/rails.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

struct Edge {
  int from = 0, to = 0;
  bool site = false;

  friend bool operator==(const Edge&, const Edge&) = default;
  friend bool operator<(const Edge& a, const Edge& b) {
    return std::tie(a.from, a.to, a.site) < std::tie(b.from, b.to, b.site);
  }
};

const std::set<std::string> kPasses = {"│", "║"};
const std::set<std::string> kAcross = {"─", "═"};
const std::set<std::string> kEnds = {"╯", "╰", "┴", "╜", "╙", "╨", "╛", "╘", "╧", "╝", "╚", "╩"};
const std::set<std::string> kGoesOn = {"┤", "├", "┼", "╢", "╟", "╫", "╡", "╞", "╪", "╣", "╠", "╬"};
const std::set<std::string> kNodes = {"●", "○"};

// The rows read as a person reads them: by their characters alone.
class Reader {
 public:
  explicit Reader(const std::vector<RailRow>& rows) : rows_(rows) {}

  std::set<Edge> read() {
    for (at_ = 0; at_ < rows_.size(); ++at_) read_row();
    EXPECT_TRUE(carried_.empty()) << "a rail that goes on after the last row";
    return edges_;
  }

 private:
  [[nodiscard]] const std::string& glyph(std::size_t row, std::size_t cell) const {
    static const std::string nothing = " ";
    return row < rows_.size() ? rows_[row].cells[cell].glyph : nothing;
  }

  // Whether a line leaves a mark that does not itself say so: what is below then has an arm up.
  [[nodiscard]] bool goes_on_below(std::size_t cell) const {
    const std::string& below = glyph(at_ + 1, cell);
    return below != " " && !kAcross.contains(below);
  }

  void read_row() {
    const RailRow& row = rows_[at_];
    std::size_t node = row.cells.size();
    for (std::size_t cell = 0; cell < row.cells.size(); ++cell) {
      if (!kNodes.contains(glyph(at_, cell))) continue;
      EXPECT_EQ(node, row.cells.size()) << "two nodes in row " << at_;
      node = cell;
    }
    ASSERT_LT(node, row.cells.size()) << "no node in row " << at_;
    std::set<std::size_t> joined;
    for (std::size_t cell = node; cell-- > 0 && joins(cell, joined);) continue;
    for (std::size_t cell = node + 1; cell < row.cells.size() && joins(cell, joined); ++cell)
      continue;
    std::map<std::size_t, int> carried;
    for (const auto& [cell, value] : carried_) {
      const std::string& here = glyph(at_, cell);
      const bool on = cell != node && (kPasses.contains(here) || kGoesOn.contains(here) ||
                                       (here == "◆" && goes_on_below(cell)));
      if (cell == node) edges_.insert({value, row.node, false});
      if (joined.contains(cell)) edges_.insert({value, row.node, here == "◆"});
      if (on) carried[cell] = value;
    }
    for (const std::size_t cell : joined)
      EXPECT_TRUE(carried_.contains(cell)) << "row " << at_ << " reads a rail that is not there";
    if (goes_on_below(node)) carried[node] = row.node;
    carried_ = std::move(carried);
  }

  // Whether the line across reaches further than this cell.
  bool joins(std::size_t cell, std::set<std::size_t>& joined) const {
    const std::string& here = glyph(at_, cell);
    if (here == " ") return false;
    if (!kAcross.contains(here) && !kPasses.contains(here)) {
      EXPECT_TRUE(kEnds.contains(here) || kGoesOn.contains(here) || here == "◆") << here;
      joined.insert(cell);
    }
    return true;
  }

  const std::vector<RailRow>& rows_;
  std::size_t at_ = 0;
  std::map<std::size_t, int> carried_;  // [cell]: the value whose rail comes from above
  std::set<Edge> edges_;
};

std::set<Edge> edges_of(const Dataflow& flow) {
  std::set<Edge> edges;
  std::map<std::pair<int, int>, bool> site;
  for (std::size_t to = 0; to < flow.nodes.size(); ++to) {
    for (const FlowUse& use : flow.nodes[to].uses) {
      if (flow.nodes[static_cast<std::size_t>(use.node)].given) continue;
      bool& any = site[{use.node, static_cast<int>(to)}];
      any = any || !use.site.empty();
    }
  }
  for (const auto& [ends, is_site] : site) edges.insert({ends.first, ends.second, is_site});
  return edges;
}

void expect_read_back(const Dataflow& flow) {
  SCOPED_TRACE(flow.title);
  EXPECT_EQ(Reader(rails(flow.nodes)).read(), edges_of(flow));
  for (const Dataflow& region : flow.regions) expect_read_back(region);
}

TEST(Rails, ReadBackAsTheUsesTheyWereDrawnFrom) {
  for (const auto& program : builtin_programs()) expect_read_back(dataflow_of(*program));
}

TEST(Rails, GiveEachValueThatIsNotGivenOneRow) {
  for (const auto& program : builtin_programs()) {
    const Dataflow flow = dataflow_of(*program);
    std::set<int> drawn;
    for (const RailRow& row : rails(flow.nodes)) EXPECT_TRUE(drawn.insert(row.node).second);
    for (std::size_t at = 0; at < flow.nodes.size(); ++at)
      EXPECT_EQ(drawn.contains(static_cast<int>(at)), !flow.nodes[at].given) << flow.nodes[at].id;
  }
}

FlowNode node(std::vector<FlowUse> uses) {
  FlowNode node;
  node.uses = std::move(uses);
  return node;
}

std::string drawn(const std::vector<FlowNode>& nodes) {
  std::string text;
  for (const RailRow& row : rails(nodes)) {
    std::string line;
    for (const RailCell& cell : row.cells) line += cell.glyph;
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

TEST(Rails, ContinueARailThatEndsInANode) {
  EXPECT_EQ(drawn({node({}), node({{0, ""}})}), "○\n○\n");
}

TEST(Rails, MarkASiteWhereItReads) { EXPECT_EQ(drawn({node({}), node({{0, "b:a"}})}), "○\n◆─○\n"); }

// A node below a site that ended a rail would look like what reads it.
TEST(Rails, BeginNothingBelowARailThatEndedInASite) {
  EXPECT_EQ(drawn({node({}), node({{0, "b:a"}}), node({}), node({{1, ""}, {2, ""}})}),
            "○\n"
            "◆─○\n"
            "  │ ○\n"
            "  ○─╯\n");
}

TEST(Rails, PassBehindALineThatDoesNotReadThem) {
  EXPECT_EQ(drawn({node({}), node({{0, ""}}), node({{0, ""}}), node({{0, ""}, {2, ""}}),
                   node({{1, ""}, {3, ""}})}),
            "○\n"
            "├─○\n"
            "├─│─○\n"
            "○─│─╯\n"
            "○─╯\n");
}

TEST(Rails, MoveWhatUsesNothingToItsFirstUse) {
  EXPECT_EQ(rails({node({}), node({}), node({{0, ""}}), node({{2, ""}, {1, ""}})})[2].node, 1);
}

}  // namespace
}  // namespace splitvote
