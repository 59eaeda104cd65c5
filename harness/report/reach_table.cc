#include "harness/report/reach_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "harness/report/table.h"

namespace splitvote {
namespace {

// What a cell has room for. Two letters for each verdict, in the order of kVerdicts.
constexpr std::array<std::string_view, kVerdicts.size()> kLetters = {
    "RS", "MV", "EC", "OV", "WC", "DS", "ID", "ME", "NF",
    "PS", "LS", "OS", "SC", "SL", "SH", "BS", "VS", "UN"};

std::string_view letters(Verdict verdict) { return kLetters[static_cast<std::size_t>(verdict)]; }

std::string line(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += " " + cell + " |";
  return text + "\n";
}

// "MV wide": at the worst grade it has there.
std::string worst_text(const ReachedVerdict& reached) {
  return std::string(letters(reached.verdict)) + " " + std::string(name(reached.grade));
}

// Of each verdict that another plan avoids (or that none does) the worst, which stands first.
std::vector<ReachedVerdict> worst_of(const std::vector<ReachedVerdict>& reached,
                                     bool every_plan = false) {
  std::vector<ReachedVerdict> worst;
  for (const ReachedVerdict& each : reached) {
    if (each.every_plan != every_plan) continue;
    if (worst.empty() || worst.back().verdict != each.verdict) worst.push_back(each);
  }
  return worst;
}

// One row of the table: a sampler at one shape, compiled one way.
struct RowKey {
  std::string sampler, flags;
  int ranks = 0, rows = 0;
  std::int32_t tokens = 0;

  friend bool operator<(const RowKey& a, const RowKey& b) {
    return std::tie(a.sampler, a.flags, a.ranks, a.rows, a.tokens) <
           std::tie(b.sampler, b.flags, b.ranks, b.rows, b.tokens);
  }
};

RowKey row_of(const std::string& sampler, const CompiledAs& as) {
  return {sampler, as.flags, as.shape.ranks, as.shape.rows, as.shape.tokens_per_rank};
}

std::set<std::string> targets_of(const ReachTable& table) {
  std::set<std::string> targets;
  for (const ReachCell& cell : table.cells) targets.insert(cell.as.target);
  return targets;
}

std::string ranks_text(const RowKey& row) {
  return std::to_string(row.ranks) + " x " + grouped(static_cast<std::uint64_t>(row.tokens));
}

std::string sampler_text(const RowKey& row) {
  const std::size_t slash = row.sampler.rfind('/');
  const std::string name = slash == std::string::npos ? row.sampler : row.sampler.substr(slash + 1);
  return "`" + name + "`" + (row.flags.empty() ? "" : " (exact)");
}

// "rounded, clean", "2 of 8: **MV wide**".
std::string cell_text(const ReachCell& cell) {
  const std::string plan = !cell.promoted.has_value() ? "no plan"
                           : *cell.promoted == 0      ? "rounded"
                                                      : std::to_string(*cell.promoted) + " of " +
                                                       std::to_string(cell.site_count);
  if (!cell.run) return plan + ", not run";
  const std::vector<ReachedVerdict> worst = worst_of(cell.reached);
  if (worst.empty()) return plan + ", clean";
  std::string text;
  for (const ReachedVerdict& each : worst) text += (text.empty() ? "" : ", ") + worst_text(each);
  return plan + ": **" + text + "**";
}

// What no plan avoids on some case, at its worst over the row's targets.
std::string whatever_text(const std::map<Verdict, Grade>& verdicts) {
  std::string text;
  for (const auto& [verdict, grade] : verdicts) {
    text +=
        (text.empty() ? "" : ", ") + std::string(letters(verdict)) + " " + std::string(name(grade));
  }
  return text.empty() ? "none" : text;
}

std::string programs_table(const ReachTable& table) {
  const std::set<std::string> targets = targets_of(table);
  std::vector<std::string> head = {"sampler", "ranks", "batch"};
  head.insert(head.end(), targets.begin(), targets.end());
  head.emplace_back("on every plan");
  std::string text = line(head) + "|---|---|--:|";
  for (std::size_t column = 0; column <= targets.size(); ++column) text += "---|";
  text += "\n";
  std::map<RowKey, std::map<Verdict, Grade>> whatever;
  std::map<RowKey, std::map<std::string, std::string>> rows;
  for (const ReachCell& cell : table.cells) {
    const RowKey key = row_of(cell.sampler, cell.as);
    rows[key][cell.as.target] = cell_text(cell);
    for (const ReachedVerdict& each : worst_of(cell.reached, true)) {
      Grade& worst = whatever[key].try_emplace(each.verdict, each.grade).first->second;
      worst = std::max(worst, each.grade);
    }
  }
  for (const auto& [key, cells] : rows) {
    std::vector<std::string> words = {sampler_text(key), ranks_text(key), std::to_string(key.rows)};
    for (const std::string& target : targets) {
      const auto found = cells.find(target);
      words.push_back(found == cells.end() ? "" : found->second);
    }
    words.push_back(whatever_text(whatever[key]));
    text += line(words);
  }
  return text;
}

std::string legend(const ReachTable& table) {
  std::set<Verdict> seen;
  for (const ReachCell& cell : table.cells) {
    for (const ReachedVerdict& each : cell.reached) seen.insert(each.verdict);
  }
  for (const FleetCell& fleet : table.fleets) {
    for (const ReachedVerdict& each : fleet.reached) seen.insert(each.verdict);
  }
  std::string text;
  for (const Verdict verdict : seen) {
    text += "- **" + std::string(letters(verdict)) + "** `" + std::string(name(verdict)) +
            "`: " + std::string(info(verdict).meaning) + "\n";
  }
  return text;
}

// "tpu-v4 b8, tpu-v5e b8".
std::string where_text(const std::vector<const ReachCell*>& cells) {
  std::map<std::string, std::set<int>> batches;
  for (const ReachCell* cell : cells) batches[cell->as.target].insert(cell->as.shape.rows);
  std::string text;
  for (const auto& [target, rows] : batches) {
    text += (text.empty() ? "" : ", ") + target + " b";
    std::string numbers;
    for (const int each : rows) numbers += (numbers.empty() ? "" : "+") + std::to_string(each);
    text += numbers;
  }
  return text;
}

// Of each sampler: verdict, worst grade and cause, with every compiled program that has them.
std::string causes_table(const ReachTable& table) {
  struct Group {
    std::vector<const ReachCell*> cells;
    std::uint64_t cases = 0;
  };
  std::map<std::tuple<std::string, std::string, Verdict, Grade, std::string>, Group> groups;
  for (const ReachCell& cell : table.cells) {
    for (const ReachedVerdict& each : worst_of(cell.reached)) {
      Group& group = groups[{cell.sampler, cell.as.flags, each.verdict, each.grade, each.cause}];
      group.cells.push_back(&cell);
      group.cases += each.cases;
    }
  }
  std::string text =
      line({"sampler", "verdict", "cause", "reached by", "cases"}) + "|---|---|---|---|--:|\n";
  for (const auto& [key, group] : groups) {
    const auto& [sampler, flags, verdict, grade, cause] = key;
    text += line({sampler_text({sampler, flags, 0, 0, 0}),
                  std::string(name(verdict)) + ":" + std::string(name(grade)), cause,
                  where_text(group.cells), grouped(group.cases)});
  }
  return text;
}

std::string fleet_text(const ReachTable& table, const FleetCell& fleet) {
  if (!fleet.refusal.empty()) return "cannot meet";
  if (!fleet.run) return "not run";
  const std::vector<ReachedVerdict> worst = worst_of(fleet.reached);
  if (worst.empty()) return "agree";
  std::string text;
  for (const ReachedVerdict& each : worst) {
    const bool new_here = only_together(table, fleet, each.verdict);
    text += (text.empty() ? "" : ", ") + std::string(new_here ? "**" : "") + worst_text(each) +
            (new_here ? "**" : "");
  }
  return text;
}

// Pairs of targets, each pair once: the row is the first of the two.
std::string fleets_table(const ReachTable& table) {
  std::map<RowKey, std::map<std::pair<std::string, std::string>, const FleetCell*>> matrices;
  std::map<RowKey, std::set<std::string>> targets;
  for (const FleetCell& fleet : table.fleets) {
    const RowKey key = row_of(fleet.sampler, fleet.a);
    matrices[key][{fleet.a.target, fleet.b.target}] = &fleet;
    targets[key].insert({fleet.a.target, fleet.b.target});
  }
  std::string text;
  for (const auto& [key, pairs] : matrices) {
    const std::set<std::string>& of = targets[key];
    text += "\n" + sampler_text(key) + ", batch " + std::to_string(key.rows) + ", " +
            ranks_text(key) + "\n\n";
    std::vector<std::string> head = {"ranks of"};
    head.insert(head.end(), std::next(of.begin()), of.end());
    text += line(head) + "|---|";
    for (std::size_t column = 1; column < of.size(); ++column) text += "---|";
    text += "\n";
    for (auto a = of.begin(); std::next(a) != of.end(); ++a) {
      std::vector<std::string> words = {"**" + *a + "** and"};
      for (auto b = std::next(of.begin()); b != of.end(); ++b) {
        const auto found = pairs.find({*a, *b});
        words.push_back(found == pairs.end() ? "" : fleet_text(table, *found->second));
      }
      text += line(words);
    }
  }
  return text;
}

std::string compilers_text(const ReachTable& table) {
  std::map<std::string, std::set<std::string>> compilers;
  for (const ReachCell& cell : table.cells) compilers[cell.as.compiler].insert(cell.as.target);
  std::string text;
  for (const auto& [compiler, targets] : compilers) {
    text += (text.empty() ? "" : "; ") + compiler + " for ";
    std::string names;
    for (const std::string& target : targets) names += (names.empty() ? "" : ", ") + target;
    text += names;
  }
  return text;
}

std::string counted(int count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace

ReachCounts counts_of(const ReachTable& table) {
  ReachCounts counts;
  std::set<std::string> samplers;
  for (const ReachCell& cell : table.cells) {
    ++counts.programs;
    counts.failing += worst_of(cell.reached).empty() ? 0 : 1;
    counts.not_run += cell.run ? 0 : 1;
    samplers.insert(cell.sampler);
  }
  for (const FleetCell& fleet : table.fleets) {
    ++counts.fleets;
    counts.refused += fleet.refusal.empty() ? 0 : 1;
    counts.not_run += fleet.refusal.empty() && !fleet.run ? 1 : 0;
    const std::vector<ReachedVerdict> worst = worst_of(fleet.reached);
    const bool split = std::any_of(worst.begin(), worst.end(), [&](const ReachedVerdict& each) {
      return only_together(table, fleet, each.verdict);
    });
    counts.split += split ? 1 : 0;
  }
  counts.samplers = static_cast<int>(samplers.size());
  counts.targets = static_cast<int>(targets_of(table).size());
  return counts;
}

bool only_together(const ReachTable& table, const FleetCell& fleet, Verdict verdict) {
  return std::none_of(table.cells.begin(), table.cells.end(), [&](const ReachCell& cell) {
    return cell.sampler == fleet.sampler && (cell.as == fleet.a || cell.as == fleet.b) &&
           std::any_of(cell.reached.begin(), cell.reached.end(),
                       [verdict](const ReachedVerdict& each) {
                         return each.verdict == verdict && !each.every_plan;
                       });
  });
}

std::string reach_summary(const ReachTable& table) {
  const ReachCounts counts = counts_of(table);
  std::string text = std::to_string(counts.failing) + " of " + std::to_string(counts.programs) +
                     " compiled programs (" + counted(counts.samplers, "sampler") + ", " +
                     counted(counts.targets, "target") +
                     ") reach a verdict that another plan avoids";
  if (counts.fleets > 0) {
    text += "; " + std::to_string(counts.split) + " of " + std::to_string(counts.fleets) +
            " fleets of two targets one that neither reaches alone";
    if (counts.refused > 0) text += ", and " + std::to_string(counts.refused) + " cannot meet";
  }
  text += ".";
  if (counts.not_run > 0)
    text += " " + std::to_string(counts.not_run) + " were not run to their end.";
  return text + "\n";
}

std::string reach_markdown(const ReachTable& table) {
  const std::string cases = grouped(table.case_count);
  std::string text =
      "# Reach\n\nWhat of a sampler's plans and findings is reached on which target, today? Made "
      "on " +
      table.date + " by\n\n    " + table.command + "\n\n" + reach_summary(table) +
      "\nThe evidence is optimized HLO (" + compilers_text(table) +
      "), read back and run here. No chip was asked, and the machine code below HLO can differ.\n"
      "\n- A cell is one compiled program: how many of the sampler's sites its plan promotes, as "
      "identified (`rounded`: none; `no plan`: it does what no plan does), then what a campaign "
      "of " +
      cases +
      " cases with no seed corpus reached: each verdict with its worst grade, where another plan "
      "of "
      "the sampler does without. `clean`: nothing in these cases; it is no proof.\n"
      "- **On every plan**: what some cases show whatever a compiler chooses (an algorithm that "
      "takes NaN or ties as it does); it is in no cell.\n"
      "- `UN` beside a plan: there are cases that contradict the plan which few probing cases "
      "told. "
      "What was inferred in reading the HLO: `splitvote compile --from`.\n"
      "- Cases are made for a sampler at one shape and run on all its targets. `VS` compares a "
      "target's program for this batch size with its own for a smaller one.\n"
      "- `(exact)`: compiled with " +
      std::string(kNoExcessPrecision) + ". An empty cell has no record.\n" + legend(table) + "\n" +
      programs_table(table) +
      "\n## Causes\n\nOf each verdict its worst grade there. **Cases** that show it, summed over "
      "the programs that reach it.\n\n" +
      causes_table(table);
  if (table.fleets.empty()) return text;
  return text +
         "\n## Fleets\n\nEven ranks run the one target's program, odd ranks the other's, and meet "
         "in its collectives; " +
         grouped(table.fleet_case_count) + (table.fleet_case_count == 1 ? " case" : " cases") +
         " each. `agree`: in these cases no verdict fails that another plan avoids. In bold: "
         "what neither "
         "of the two reaches "
         "alone. "
         "`cannot meet`: the compilers left different collectives.\n" +
         fleets_table(table);
}

}  // namespace splitvote
