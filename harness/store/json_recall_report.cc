// `recall --json`.

#include <array>
#include <string_view>

#include "harness/store/json_report.h"
#include "harness/store/json_value.h"

namespace splitvote {
namespace {

constexpr std::array<std::string_view, 3> kFixAndPinsNames = {"no_pins", "agrees", "other_means"};

Json json_of(const RecallTwin& twin) {
  Json object = Json::object();
  object.add("name", twin.name);
  object.add("cases", Json::unsigned_integer(twin.cases));
  object.add("shown_by", Json::integer(twin.shown_by));
  object.add("fix_and_pins", kFixAndPinsNames[static_cast<std::size_t>(twin.pins)]);
  if (!twin.agreeing_pins.empty()) object.add("agreeing_pins", twin.agreeing_pins);
  return object;
}

Json json_of(const RecallRow& row) {
  Json object = Json::object();
  object.add("incident", row.incident);
  object.add("sampler", row.sampler);
  object.add("verdict", name(row.verdict));
  object.add("grade", name(row.grade));
  object.add("cause", row.cause);
  object.add("signature", row.signature);
  object.add("run", Json(row.run));
  if (!row.run) return object;
  object.add("found_by", Json::integer(row.found()));
  Json cases = Json::array();
  for (const auto& each : row.cases) {
    cases.add(each.has_value() ? Json::unsigned_integer(*each) : Json());
  }
  object.add("cases", std::move(cases));
  if (row.minimized.has_value()) {
    Json minimized = Json::object();
    minimized.add("tokens", Json::integer(row.minimized->tokens));
    minimized.add("ranks", Json::integer(row.minimized->ranks));
    minimized.add("whole", Json(row.minimized->whole));
    minimized.add("pins", row.minimized->pins.empty() ? Json() : Json(row.minimized->pins));
    object.add("minimized", std::move(minimized));
  }
  if (row.twin.has_value()) object.add("twin", json_of(*row.twin));
  return object;
}

}  // namespace

std::string recall_report(const RecallTable& table) {
  const RecallCounts counts = counts_of(table);
  Json document = Json::object();
  document.add("date", table.date);
  document.add("command", table.command);
  document.add("seed_count", Json::integer(table.seed_count));
  document.add("case_max", Json::unsigned_integer(table.case_max));
  document.add("twin_case_max", Json::unsigned_integer(table.twin_case_max));
  document.add("finding_count", Json::integer(counts.findings));
  document.add("found_by_all_count", Json::integer(counts.findings_by_all));
  document.add("not_run_count", Json::integer(counts.not_run));
  Json rows = Json::array();
  for (const RecallRow& row : table.rows) rows.add(json_of(row));
  document.add("findings", std::move(rows));
  return write_json(document);
}

}  // namespace splitvote
