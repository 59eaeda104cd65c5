// `explain --json` of variant_split.

#include <utility>

#include "harness/finding/remedy.h"
#include "harness/report/judged_on.h"
#include "harness/store/json_decisions.h"
#include "harness/store/json_explanation.h"
#include "harness/store/json_reached.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {
namespace {

std::string row_names(const VariantExplanation& explanation, const Outcome& outcome) {
  return names_in_row(explanation.variants[0].test_case, outcome, explanation.finding.row);
}

Json json_of(const VariantExplanation& explanation, const ExplainedVariant& variant) {
  Json object = json_of(Reached{variant.as, variant.plan, "", "", false, variant.lowering});
  object.add("label", variant.label);
  object.add("evidence", variant.as.evidence());
  object.add("names", row_names(explanation, variant.outcome));
  object.add("as_planned", Json(variant.as_planned));
  return object;
}

Json json_of(const SiteDifference& difference) {
  Json choices = Json::array();
  choices.add(Json(difference.promoted ? "promoted" : "rounded"));
  choices.add(Json(difference.promoted ? "rounded" : "promoted"));
  Json object = Json::object();
  object.add("site", difference.site);
  object.add("choices", std::move(choices));
  return object;
}

Json json_of(const VariantExplanation& explanation, const AgreeingPins& pins) {
  Json object = Json::object();
  object.add("text", pins.text);
  Json literals = Json::array();
  for (const Literal& literal : pins.literals) {
    std::string remedy = remedy_of(*explanation.variants[0].test_case.program, literal);
    if (remedy.empty()) remedy = remedy_of(*explanation.variants[1].test_case.program, literal);
    Json entry = Json::object();
    entry.add("site", literal.site);
    entry.add("choice", literal.promoted ? "promoted" : "rounded");
    entry.add("in_source", remedy);
    literals.add(std::move(entry));
  }
  object.add("pins", std::move(literals));
  object.add("names", row_names(explanation, explanation.outcomes[pins.outcome]));
  object.add("leaves", words(pins.leaves));
  return object;
}

Json json_of(const VariantExplanation& explanation, const std::vector<AgreeingPins>& sets) {
  Json list = Json::array();
  for (const AgreeingPins& pins : sets) list.add(json_of(explanation, pins));
  return list;
}

Json everything(bool agree, const char* in_source) {
  Json object = Json::object();
  object.add("agree", Json(agree));
  object.add("in_source", in_source);
  return object;
}

}  // namespace

std::string variant_explanation_report(const VariantExplanation& explanation,
                                       const std::vector<std::string>& notices) {
  Json document = Json::object();
  document.add("words", explanation.words);
  document.add("finding", json_of(explanation.finding));
  Json variants = Json::array();
  for (const ExplainedVariant& variant : explanation.variants) {
    variants.add(json_of(explanation, variant));
  }
  document.add("variants", std::move(variants));
  if (explanation.parting) {
    Json parting = Json::array();
    for (const TracedDecision& decision : explanation.parting->decisions) {
      parting.add(decision_json(decision));
    }
    document.add("parting", std::move(parting));
  }
  Json differing = Json::array();
  for (const SiteDifference& each : explanation.differing) differing.add(json_of(each));
  document.add("differing_sites", std::move(differing));
  const AgreeingPinSets& pins = explanation.pins;
  if (!pins.refusal.empty()) {
    document.add("no_pins", pins.refusal);
  } else {
    document.add("pins_all_else_as_it_is", json_of(explanation, pins.of_the_two));
    document.add("pins_whatever_else", json_of(explanation, pins.of_every));
    document.add("everything_rounded", everything(pins.all_rounded_agree, kRoundEverything));
    document.add("everything_promoted", everything(pins.all_promoted_agree, kPromoteEverything));
  }
  document.add("notices", words(notices));
  return write_json(document);
}

}  // namespace splitvote
