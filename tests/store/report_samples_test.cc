// Samples of what `reach --json` and `recall --json` print, for check_schemas.py.
#include <gtest/gtest.h>

#include "harness/store/json_report.h"
#include "harness/store/json_value.h"
#include "harness/store/load.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

const std::string kWritten = SPLITVOTE_WRITTEN;

void save(const std::string& name, const std::string& report) {
  make_folder(kWritten);
  save_file(kWritten + "/" + name, report);
}

ReachCell cell(const std::string& target, std::optional<int> promoted,
               std::vector<ReachedVerdict> reached) {
  ReachCell cell;
  cell.sampler = "greedy";
  cell.as = {target, "libtpu 0.0.52", "", {8, 32'768, 4}, ""};
  cell.site_count = 4;
  cell.promoted = promoted;
  cell.run = true;
  cell.cases = 100;
  cell.reached = std::move(reached);
  return cell;
}

// Every field is written in one of the two: a stopped one, and a fleet that cannot meet.
TEST(Written, ReachReportsForTheSchemas) {
  ReachTable table;
  table.date = "2026-11-28";
  table.command = "splitvote reach corpus/compiled";
  table.case_count = 100;
  table.fleet_case_count = 50;
  table.cells = {cell("tpu-v4", 1,
                      {{Verdict::kMaxVanished, Grade::kWide, "keep:y promoted", false, 3},
                       {Verdict::kNotFinite, Grade::kTie, "every plan", true, 2}}),
                 cell("tpu-v5e", std::nullopt, {})};
  table.cells[1].as.flags = kNoExcessPrecision;
  table.cells[1].as.variant = "two jits at y";
  table.cells[1].run = false;
  FleetCell fleet;
  fleet.sampler = "greedy";
  fleet.a = table.cells[0].as;
  fleet.b = table.cells[1].as;
  fleet.run = true;
  fleet.cases = 50;
  fleet.reached = {{Verdict::kRankSplit, Grade::kNear, "A keep:y promoted", false, 7}};
  FleetCell refused = fleet;
  refused.refusal = "expected the same collectives";
  refused.run = false;
  refused.reached.clear();
  table.fleets = {fleet, refused};
  const std::string report = reach_report(table);
  save("reach-1.json", report);
  save("reach-2.json", reach_report({"2026-11-28", "splitvote reach nothing", 1, 0, {}, {}}));
  const Json document = parse_json(report);
  const Json& together = *document.find("fleets")->items()->at(0).find("only_together");
  EXPECT_EQ(*together.items()->at(0).string(), "rank_split");
}

TEST(Written, RecallReportsForTheSchemas) {
  RecallTable table;
  table.date = "2026-11-28";
  table.command = "splitvote recall corpus/incidents";
  table.seed_count = 2;
  table.case_max = 1'000;
  table.twin_case_max = 100;
  RecallRow found;
  found.incident = "2025.json";
  found.sampler = "xla_excess_topk";
  found.verdict = Verdict::kRankSplit;
  found.grade = Grade::kWide;
  found.cause = "M:m rounded, keep:y promoted";
  found.signature = "cktimsnfknqbijaf";
  found.run = true;
  found.cases = {7, std::nullopt};
  found.minimized = RecallMinimized{2, 1, true, "keep:y rounded"};
  found.twin = RecallTwin{"xla_excess_topk_fixed", 7, 0, FixAndPins::kAgrees, "keep:y rounded"};
  RecallRow always = found;
  always.minimized = RecallMinimized{1, 1, false, ""};
  always.twin = RecallTwin{"twin", 7, 1, FixAndPins::kNoPins, ""};
  RecallRow other_means = found;
  other_means.twin->pins = FixAndPins::kOtherMeans;
  RecallRow stopped = found;
  stopped.run = false;
  table.rows = {found, always, other_means, stopped};
  const std::string report = recall_report(table);
  save("recall-1.json", report);
  const Json document = parse_json(report);
  const Json& twin = *document.find("findings")->items()->at(0).find("twin");
  EXPECT_EQ(*twin.find("fix_and_pins")->string(), "agrees");
}

}  // namespace
}  // namespace splitvote
