#include "harness/report/program_dot.h"

#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "harness/store/builtin.h"
#include "src/program/draft.h"

namespace splitvote {
namespace {

using Attributes = std::map<std::string, std::string>;

struct DotGraph {
  std::map<std::string, Attributes> nodes;
  std::vector<std::tuple<std::string, std::string, Attributes>> edges;
  std::set<std::string> clusters;
};

// The part of the DOT language that is written here, and nothing else of it:
// graphviz.org/doc/info/lang.html.
class DotParser {
 public:
  explicit DotParser(const std::string& text) : text_(text) {}

  DotGraph parse() {
    expect_word("digraph");
    id();
    block();
    skip();
    if (at_ != text_.size()) fail("the end");
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw std::runtime_error("expected " + expected + " at " + text_.substr(at_, 40));
  }
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(const std::string& token) {
    skip();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }
  void expect(const std::string& token) {
    if (!take(token)) fail(token);
  }
  void expect_word(const std::string& word) {
    if (id() != word) fail(word);
  }
  // A name, a number, or a quoted string, whose escapes other than \" and \n stay.
  std::string id() {
    skip();
    std::string out;
    if (take("\"")) {
      for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] != '\\') {
          out += text_[at_];
          continue;
        }
        ++at_;
        out += text_[at_] == 'n' ? '\n' : text_[at_];
      }
      expect("\"");
      return out;
    }
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '_' || text_[at_] == '.'))
      out += text_[at_++];
    if (out.empty()) fail("a name");
    return out;
  }
  Attributes attributes() {
    Attributes read;
    if (!take("[")) return read;
    do {
      const std::string name = id();
      expect("=");
      read[name] = id();
    } while (take(","));
    expect("]");
    return read;
  }
  void block() {
    expect("{");
    while (!take("}")) statement();
  }
  void statement() {
    const std::string first = id();
    if (first == "subgraph") {
      EXPECT_TRUE(graph_.clusters.insert(id()).second);
      block();
      return;
    }
    if (take("=")) {
      id();
    } else if (take("->")) {
      const std::string to = id();
      graph_.edges.emplace_back(first, to, attributes());
    } else if (first == "graph" || first == "node" || first == "edge") {
      attributes();
    } else {
      EXPECT_TRUE(graph_.nodes.emplace(first, attributes()).second) << first << " stands twice";
    }
    expect(";");
  }

  const std::string& text_;
  std::size_t at_ = 0;
  DotGraph graph_;
};

DotGraph graph_of(const Program& program) {
  const std::string text = program_dot(program);
  return DotParser(text).parse();
}

TEST(ProgramDot, HoldsEveryValueUseAndSiteOfEveryBuiltIn) {
  for (const auto& program : builtin_programs()) {
    SCOPED_TRACE(program->name());
    const DotGraph graph = graph_of(*program);
    std::multiset<std::tuple<std::string, std::string, std::string>> expected, found;
    for (const Value& value : program->values) {
      ASSERT_TRUE(graph.nodes.contains(value.id)) << value.id;
      for (std::size_t at = 0; at < value.operands.size(); ++at) {
        const int site = value.operand_sites[at];
        expected.emplace(program->values[static_cast<std::size_t>(value.operands[at])].id, value.id,
                         site < 0 ? "" : program->sites[static_cast<std::size_t>(site)].name);
      }
    }
    for (const auto& [from, to, attributes] : graph.edges) {
      EXPECT_TRUE(graph.nodes.contains(from) && graph.nodes.contains(to)) << from << " -> " << to;
      if (to.find('/') != std::string::npos) continue;
      const auto label = attributes.find("label");
      found.emplace(from, to, label == attributes.end() ? "" : label->second);
    }
    EXPECT_EQ(found, expected);
    for (const Site& site : program->sites) {
      if (site.operand >= 0) continue;
      const std::string& id = program->values[static_cast<std::size_t>(site.consumer)].id;
      EXPECT_NE(graph.nodes.at(id).at("label").find("◆ " + site.name), std::string::npos);
    }
  }
}

TEST(ProgramDot, PutsEveryValueOfARegionIntoItsCluster) {
  const auto program = builtin_program("flashinfer_reject");
  const DotGraph graph = graph_of(*program);
  EXPECT_EQ(graph.clusters,
            (std::set<std::string>{"cluster loop, body/", "cluster loop, condition/"}));
  for (const ValueDraft& loop : program->draft.values) {
    if (loop.regions.empty()) continue;
    for (const ValueDraft& inner : loop.regions[1].values)
      EXPECT_TRUE(graph.nodes.contains("loop, body/" + inner.id)) << inner.id;
    for (const std::string& parameter : loop.regions[1].parameters)
      EXPECT_TRUE(graph.nodes.contains("loop, body/" + parameter)) << parameter;
  }
}

TEST(ProgramDot, ShadesCollectivesAndFramesWhatIsObserved) {
  const DotGraph graph = graph_of(*builtin_program("xla_excess_topk"));
  std::set<std::string> collectives, observed;
  for (const auto& [id, attributes] : graph.nodes) {
    if (attributes.contains("fillcolor") && attributes.at("fillcolor") == "#b8d4f0")
      collectives.insert(id);
    if (attributes.contains("color") && attributes.at("color") == "#1a7f37") observed.insert(id);
  }
  EXPECT_EQ(collectives, (std::set<std::string>{"M", "values", "ids"}));
  EXPECT_EQ(observed, (std::set<std::string>{"keep", "owns", "top"}));
}

TEST(ProgramDot, EscapesQuotesOfAName) {
  Program program = *builtin_program("xla_exact_topk");
  program.draft.name = "a \"quoted\\\" name";
  EXPECT_NO_THROW(graph_of(program));
}

}  // namespace
}  // namespace splitvote
