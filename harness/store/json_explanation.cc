#include "harness/store/json_explanation.h"

#include <array>
#include <utility>

#include "harness/finding/remedy.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {
namespace {

Json json_of(const TracedNumber& number) {
  Json object = Json::object();
  object.add("value", number.value);
  if (!number.site.empty()) object.add("site", number.site);
  if (number.position >= 0) object.add("position", Json::integer(number.position));
  if (number.token >= 0) object.add("token", Json::integer(number.token));
  object.add("u", Json::float32(number.u));
  object.add("r", Json::float32(number.r));
  object.add("rounded_to", name(number.narrow));
  object.add("reads", number.promoted ? "u" : "r");
  return object;
}

Json json_of(const std::vector<TracedDecision>& trace) {
  constexpr std::array<std::string_view, 3> kTurned = {"no", "both_rounded", "both_unrounded"};
  Json list = Json::array();
  for (const TracedDecision& decision : trace) {
    Json object = Json::object();
    object.add("decision", decision.id);
    object.add("operation", decision.operation);
    object.add("row", Json::integer(decision.row));
    Json ranks = Json::array();
    for (const int rank : decision.ranks) ranks.add(Json::integer(rank));
    object.add("ranks", std::move(ranks));
    object.add("first", json_of(decision.first));
    object.add("second", json_of(decision.second));
    if (decision.operation == "compare") {
      object.add("direction", decision.direction);
      object.add("holds", Json(decision.holds));
      object.add("true_count", Json::integer(decision.true_count));
      object.add("turned_count", Json::integer(decision.turned_count));
    } else if (decision.taken > 0) {
      object.add("taken", Json::integer(decision.taken));
    }
    object.add("otherwise_with", kTurned[static_cast<std::size_t>(decision.turned)]);
    object.add("float32_ulps",
               decision.float32_ulps ? Json::integer(*decision.float32_ulps) : Json());
    object.add("narrow_ulps", decision.narrow_ulps ? Json::float64(*decision.narrow_ulps) : Json());
    object.add("narrow_dtype", name(decision.narrow_dtype));
    list.add(std::move(object));
  }
  return list;
}

Json json_of(const Explanation& explanation, const Reason& reason, bool pins) {
  const Program& program = *explanation.finding.test_case.program;
  Json object = Json::object();
  object.add("text", reason.text);
  Json literals = Json::array();
  for (std::size_t at = 0; at < reason.literals.size(); ++at) {
    const Literal& literal = reason.literals[at];
    Json entry = Json::object();
    entry.add("site", literal.site);
    if (literal.class_letter != '\0') {
      entry.add("class", std::string(1, literal.class_letter));
      const auto letter = static_cast<std::size_t>(literal.class_letter - 'A');
      entry.add("rank_class", Json::integer(explanation.class_of_letter[letter]));
    }
    entry.add("choice", literal.promoted ? "promoted" : "rounded");
    entry.add("without", to_string(program, reason.needed[at]));
    if (pins) entry.add("in_source", remedy_of(program, literal));
    literals.add(std::move(entry));
  }
  object.add(pins ? "pins" : "literals", std::move(literals));
  object.add("plans", Json::unsigned_integer(reason.plans));
  if (pins) {
    object.add("leaves", words(reason.leaves));
  } else {
    object.add("share_of_failing",
               Json::float64(static_cast<double>(reason.plans) /
                             static_cast<double>(explanation.finding.worst_plans)));
  }
  return object;
}

Json json_of(const Explanation& explanation, const ReasonList& list, bool pins) {
  Json object = Json::object();
  object.add("all_known", Json(list.all));
  object.add("count", Json::unsigned_integer(list.count));
  Json listed = Json::array();
  for (const Reason& reason : list.listed) listed.add(json_of(explanation, reason, pins));
  object.add("listed", std::move(listed));
  return object;
}

Json json_of(const Program& program, const ExtremePlans& plans) {
  Json object = Json::object();
  object.add("count", Json::unsigned_integer(plans.count));
  Json listed = Json::array();
  for (const Plan& plan : plans.listed) listed.add(to_string(program, plan));
  object.add("listed", std::move(listed));
  return object;
}

}  // namespace

std::string explanation_report(const Explanation& explanation,
                               const std::vector<std::string>& notices) {
  const Finding& finding = explanation.finding;
  const Program& program = *finding.test_case.program;
  Json document = Json::object();
  document.add("words", explanation.words);
  document.add("finding", json_of(finding));
  document.add("class_count",
               Json::integer(static_cast<std::int64_t>(explanation.class_of_letter.size())));
  document.add("trace", json_of(explanation.trace));
  if (!explanation.other_trace.empty()) {
    const bool lays_out = finding.relation && finding.relation->lays_out();
    document.add(lays_out ? "other_layout_trace" : "related_trace",
                 json_of(explanation.other_trace));
  }
  document.add("sites_that_matter", words(explanation.sites_that_matter));
  document.add("sites_that_cannot", words(explanation.sites_that_cannot));
  document.add("causes", json_of(explanation, explanation.causes, false));
  document.add("smallest_failing_plans", json_of(program, explanation.smallest_failing));
  document.add("largest_safe_plans", json_of(program, explanation.largest_safe));
  document.add("pins", json_of(explanation, explanation.pins, true));
  document.add("other_failing_verdicts", words(explanation.other_verdicts));
  Json rounded = Json::object();
  rounded.add("fails", Json(explanation.all_rounded_fails));
  rounded.add("in_source", kRoundEverything);
  Json promoted = Json::object();
  promoted.add("fails", Json(explanation.all_promoted_fails));
  promoted.add("in_source", kPromoteEverything);
  document.add("everything_rounded", std::move(rounded));
  document.add("everything_promoted", std::move(promoted));
  document.add("notices", words(notices));
  return write_json(document);
}

}  // namespace splitvote
