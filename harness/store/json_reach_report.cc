// `reach --json`.

#include <set>

#include "harness/store/json_report.h"
#include "harness/store/json_value.h"

namespace splitvote {
namespace {

void add_shape(const CompiledAs& as, Json& object) {
  object.add("batch", Json::integer(as.shape.rows));
  object.add("ranks", Json::integer(as.shape.ranks));
  object.add("tokens_per_rank", Json::integer(as.shape.tokens_per_rank));
}

Json json_of(const std::vector<ReachedVerdict>& reached) {
  Json list = Json::array();
  for (const ReachedVerdict& each : reached) {
    Json object = Json::object();
    object.add("verdict", name(each.verdict));
    object.add("grade", name(each.grade));
    object.add("cause", each.cause);
    object.add("every_plan", Json(each.every_plan));
    object.add("cases", Json::unsigned_integer(each.cases));
    list.add(std::move(object));
  }
  return list;
}

Json json_of(const ReachCell& cell) {
  Json object = Json::object();
  object.add("sampler", cell.sampler);
  object.add("target", cell.as.target);
  object.add("evidence", cell.as.evidence());
  if (!cell.as.flags.empty()) object.add("flags", cell.as.flags);
  add_shape(cell.as, object);
  object.add("site_count", Json::integer(cell.site_count));
  object.add("promoted_count", cell.promoted ? Json::integer(*cell.promoted) : Json());
  object.add("run", Json(cell.run));
  object.add("cases", Json::unsigned_integer(cell.cases));
  object.add("reached", json_of(cell.reached));
  return object;
}

Json json_of(const ReachTable& table, const FleetCell& fleet) {
  Json object = Json::object();
  object.add("sampler", fleet.sampler);
  Json targets = Json::array();
  targets.add(Json(fleet.a.target));
  targets.add(Json(fleet.b.target));
  object.add("targets", std::move(targets));
  add_shape(fleet.a, object);
  if (!fleet.refusal.empty()) object.add("cannot_meet", fleet.refusal);
  object.add("run", Json(fleet.run));
  object.add("cases", Json::unsigned_integer(fleet.cases));
  object.add("reached", json_of(fleet.reached));
  Json together = Json::array();
  std::set<Verdict> verdicts;
  for (const ReachedVerdict& each : fleet.reached) {
    if (!each.every_plan) verdicts.insert(each.verdict);
  }
  for (const Verdict verdict : verdicts) {
    if (only_together(table, fleet, verdict)) together.add(Json(std::string(name(verdict))));
  }
  object.add("only_together", std::move(together));
  return object;
}

}  // namespace

std::string reach_report(const ReachTable& table) {
  const ReachCounts counts = counts_of(table);
  Json document = Json::object();
  document.add("date", table.date);
  document.add("command", table.command);
  document.add("case_count", Json::unsigned_integer(table.case_count));
  document.add("fleet_case_count", Json::unsigned_integer(table.fleet_case_count));
  document.add("program_count", Json::integer(counts.programs));
  document.add("failing_count", Json::integer(counts.failing));
  document.add("not_run_count", Json::integer(counts.not_run));
  Json programs = Json::array();
  for (const ReachCell& cell : table.cells) programs.add(json_of(cell));
  document.add("programs", std::move(programs));
  Json fleets = Json::array();
  for (const FleetCell& fleet : table.fleets) fleets.add(json_of(table, fleet));
  document.add("fleets", std::move(fleets));
  return write_json(document);
}

}  // namespace splitvote
