#include "harness/store/json_explanation.h"

#include <utility>

#include "harness/finding/remedy.h"
#include "harness/store/json_decisions.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {
namespace {

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
  document.add("trace", decisions_json(explanation.trace));
  if (!explanation.other_trace.empty()) {
    const bool lays_out = finding.relation && finding.relation->lays_out();
    document.add(lays_out ? "other_layout_trace" : "related_trace",
                 decisions_json(explanation.other_trace));
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

std::string unexplained_report(const Finding& finding, const std::vector<std::string>& notices) {
  Json document = Json::object();
  document.add("words", finding.sentence);
  document.add("finding", json_of(finding));
  document.add("notices", words(notices));
  return write_json(document);
}

}  // namespace splitvote
