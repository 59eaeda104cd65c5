#include "harness/report/program_drawing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "harness/report/colour.h"
#include "harness/report/program_text.h"
#include "harness/store/builtin.h"
#include "tests/program/program_text.h"

namespace splitvote {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Words between blanks, brackets and commas.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words(1);
  for (const char letter : line) {
    if (letter == ' ' || letter == '(' || letter == ')' || letter == ',') {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  return words;
}

TEST(ProgramDrawing, ShowsWhereRanksMeetAndWhereACompilerHasAChoice) {
  EXPECT_EQ(program_drawing(*builtin_program("trtllm_mtp_compiled"), false),
            R"(  ○        logits      parameter                         float32[batch, shard]
  ●        x           convert(logits)                   bfloat16[batch, shard]  ─▶ travels source
  ◆─●      value       reduce maximum(◆x)                bfloat16[batch]  ─▶ travels key
  ◆─│─○    local_id    argmax(◆x)                        s32[batch]
    │ │ ○  offset      shard_offset                      s32[]
    │ ○─╯  global_id   local_id + offset                 s32[batch]  ─▶ travels id
    │ ○    id_lane     convert(global_id)                float32[batch]
  ○─◆ │    value_lane  convert(◆value)                   float32[batch]  ─▶ top value
  ○───╯    pair        concatenate(id_lane, value_lane)  float32[batch, 2]
  ○═══════ pairs ═════ all_gather(pair) ════════════════ float32[batch, gathered(2)]
  ╟─○      values      slice(pairs) start=1 stride=2     float32[batch, ranks]
  ○ ║      ids         slice(pairs) start=0 stride=2     float32[batch, ranks]
  ║ ○      winner      argmax(values)                    s32[batch]
  ○─╜      winner_id   gather(ids, winner)               float32[batch]
  ○        top         convert(winner_id)                s32[batch]  ─▶ top id
  ○        kept        reshape(top)                      s32[batch, 1]  ─▶ candidates ids

  ● value stored narrow   ○ other value   ◆ site: a use that may read the rounded or the unrounded number
  │ each rank has its own   ║ the same on all ranks, if all compute alike   ═ ranks meet
)");
}

// The value's own row: its id stands in it before what it uses.
std::string row_of(const std::vector<std::string>& lines, const Value& value, std::size_t& from) {
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const std::vector<std::string> words = words_of(lines[at]);
    const auto first = std::find_if(words.begin(), words.end(), [](const std::string& word) {
      return !word.empty() && std::isalnum(static_cast<unsigned char>(word[0])) != 0;
    });
    if (first == words.end() || *first != value.id) continue;
    from = at;
    return lines[at];
  }
  return "";
}

TEST(ProgramDrawing, HoldsEveryValueUseAndSiteOfEveryBuiltIn) {
  for (const auto& program : builtin_programs()) {
    SCOPED_TRACE(program->name());
    const std::vector<std::string> lines = lines_of(program_drawing(*program, false));
    std::set<std::size_t> rows;
    for (const Value& value : program->values) {
      std::size_t at = 0;
      const std::string row = row_of(lines, value, at);
      ASSERT_FALSE(row.empty()) << value.id;
      EXPECT_TRUE(rows.insert(at).second) << value.id << " has another's row";
      const std::vector<std::string> words = words_of(row);
      for (std::size_t use = 0; use < value.operands.size(); ++use) {
        const std::string& read = program->values[static_cast<std::size_t>(value.operands[use])].id;
        const std::string marked = (value.operand_sites[use] < 0 ? "" : "◆") + read;
        EXPECT_NE(std::find(words.begin(), words.end(), marked), words.end())
            << value.id << " of " << marked;
      }
      EXPECT_EQ(row.find("◆accumulator=") != std::string::npos, value.accumulator_site >= 0);
    }
    for (const auto& [what, roles] : program->draft.observe.entries) {
      for (const auto& [role, id] : roles) {
        const std::string observed = what + " " + role;
        EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
          const std::size_t arrow = line.find("─▶ ");
          return arrow != std::string::npos && line.find(observed, arrow) != std::string::npos;
        })) << observed;
      }
    }
  }
}

TEST(ProgramText, NamesEverySite) {
  for (const auto& program : builtin_programs()) {
    const std::vector<std::string> words = words_of([&] {
      std::string text = program_text(*program, false);
      std::replace(text.begin(), text.end(), '\n', ' ');
      return text;
    }());
    for (const Site& site : program->sites)
      EXPECT_NE(std::find(words.begin(), words.end(), site.name), words.end()) << site.name;
  }
}

TEST(ProgramDrawing, IsTheSameTextInColour) {
  for (const auto& program : builtin_programs()) {
    std::string coloured = program_drawing(*program, true);
    for (std::size_t at = coloured.find('\x1b'); at != std::string::npos;
         at = coloured.find('\x1b'))
      coloured.erase(at, coloured.find('m', at) + 1 - at);
    EXPECT_EQ(coloured, program_drawing(*program, false));
  }
}

TEST(ProgramDrawing, DrawsTheBodyOfALoop) {
  const std::string text = program_drawing(*builtin_program("flashinfer_reject"), false);
  EXPECT_NE(text.find("\n  loop, condition\n"), std::string::npos);
  EXPECT_NE(text.find("\n  loop, body\n"), std::string::npos);
  EXPECT_NE(text.find("─▶ goes on"), std::string::npos);
  EXPECT_NE(text.find("─▶ next b_low"), std::string::npos);
}

// Where each operand is the same for all ranks and where it is a rank's own, by hand.
TEST(ProgramDrawing, DoublesTheRailsOfWhatAllRanksHave) {
  const std::vector<std::string> lines =
      lines_of(program_drawing(*builtin_program("xla_excess_topk"), false));
  const auto starts = [&lines](const std::string& start) {
    return std::any_of(lines.begin(), lines.end(), [&start](const std::string& line) {
      return line.compare(0, start.size(), start) == 0;
    });
  };
  EXPECT_TRUE(starts("  ○───╜    top ")) << "gathered ids and where they are: on all ranks";
  EXPECT_TRUE(starts("  ○─╯ │    global_ids ")) << "a rank's own ids and offset";
}

// As programs read from HLO have it, where a slice's size is a number.
TEST(ProgramDrawing, TakesLogitsOfAWrittenShapeForARanksOwn) {
  const auto program = program_of(
      R"({"id": "x", "op": "parameter", "name": "logits", "dtype": "float32", "shape": [8, 64]},
         {"id": "y", "op": "negate", "of": ["x"]}, {"id": "top", "op": "argmax", "of": ["y"]})",
      R"("top": {"id": "top"})");
  EXPECT_EQ(program_drawing(*program, false).find("║"), std::string::npos);
}

}  // namespace
}  // namespace splitvote
