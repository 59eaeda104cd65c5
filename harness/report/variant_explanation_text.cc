#include "harness/report/variant_explanation_text.h"

#include <set>

#include "harness/finding/remedy.h"
#include "harness/report/decisions_text.h"
#include "harness/report/judged_on.h"
#include "harness/report/table.h"

namespace splitvote {
namespace {

// In the finding's row, of the first's case: padding is no part of a name.
std::string row_text(const VariantExplanation& explanation, const Outcome& outcome) {
  return names_in_row(explanation.variants[0].test_case, outcome, explanation.finding.row);
}

std::string plan_text(const ExplainedVariant& variant) {
  if (variant.plan.empty()) return "none explains it";
  return variant.plan + (variant.lowering.empty() ? "" : ", " + variant.lowering) +
         (variant.as_planned ? "" : " (on this case it names something else)");
}

std::string variants_text(const VariantExplanation& explanation) {
  std::string text;
  for (const ExplainedVariant& variant : explanation.variants) {
    text += "\n" + variant.label + ": " + variant.as.evidence() + "\n";
    text += "  plan: " + plan_text(variant) + "\n";
    text += "  names: " + row_text(explanation, variant.outcome) + "\n";
  }
  const std::vector<Reached>& reached = explanation.finding.reached;
  for (std::size_t at = 2; at < reached.size(); ++at) {
    text += (at == 2 ? "\nReached besides\n  " : "  ") + reached[at].as.evidence() +
            (reached[at].plan.empty() ? "" : " (plan: " + reached[at].plan + ")") + "\n";
  }
  return text;
}

std::string parting_text(const VariantExplanation& explanation, bool coloured) {
  if (!explanation.parting) return "";
  std::string text;
  for (std::size_t at = 0; at < explanation.variants.size(); ++at) {
    const ExplainedVariant& variant = explanation.variants[at];
    text += "\nWhere they part, row " + std::to_string(explanation.finding.row) + ": " +
            variant.label + ", under its plan\n" +
            decisions_text({explanation.parting->decisions[at]}, coloured);
  }
  return text;
}

std::string differences_text(const VariantExplanation& explanation, bool coloured) {
  const ExplainedVariant &here = explanation.variants[0], &there = explanation.variants[1];
  std::string text;
  if (here.lowering != there.lowering) {
    const auto lowered = [](const ExplainedVariant& variant) {
      return variant.label + ": " +
             (variant.lowering.empty() ? std::string("as written") : variant.lowering);
    };
    text += "\nThe lowerings differ: " + lowered(here) + "; " + lowered(there) + "\n";
  }
  if (explanation.differing.empty()) return text;
  Table table({{"site"}, {here.label}, {there.label}});
  for (const SiteDifference& each : explanation.differing) {
    table.add({{each.site},
               {each.promoted ? "promoted" : "rounded"},
               {each.promoted ? "rounded" : "promoted"}});
  }
  return text + "\nWhat their plans choose differently\n" + table.text(coloured, 2);
}

std::string everything_text(const std::string& what, bool agree, const std::string& in_source) {
  return "  everything " + what + ": both name " + (agree ? "the same" : "other tokens") + " (" +
         in_source + ")\n";
}

// A site may be one of the second's sampler alone.
std::string remedy_of_either(const VariantExplanation& explanation, const Literal& pin) {
  const std::string remedy = remedy_of(*explanation.variants[0].test_case.program, pin);
  return remedy.empty() ? remedy_of(*explanation.variants[1].test_case.program, pin) : remedy;
}

std::string pin_sets_text(const VariantExplanation& explanation,
                          const std::vector<AgreeingPins>& sets, const std::string& condition) {
  std::string text = "\nPins: " + grouped(sets.size()) +
                     (sets.size() == 1 ? " smallest set" : " smallest sets") +
                     " under which both name the same, " + condition + "\n";
  for (const AgreeingPins& each : sets) {
    std::string left;
    for (const Verdict verdict : each.leaves) left += " " + std::string(name(verdict));
    text += "  " + each.text + ": " + row_text(explanation, explanation.outcomes[each.outcome]) +
            (left.empty() ? "" : " (leaves" + left + ")") + "\n";
  }
  return text;
}

std::string sources_text(const VariantExplanation& explanation) {
  std::set<std::string> seen;
  std::string text;
  for (const std::vector<AgreeingPins>* sets :
       {&explanation.pins.of_the_two, &explanation.pins.of_every}) {
    for (const AgreeingPins& each : *sets) {
      for (const Literal& literal : each.literals) {
        const std::string pin = literal.site + (literal.promoted ? " promoted" : " rounded");
        if (!seen.insert(pin).second) continue;
        text += "  " + pin + ": " + remedy_of_either(explanation, literal) + "\n";
      }
    }
  }
  return text;
}

std::string pins_text(const VariantExplanation& explanation) {
  const AgreeingPinSets& pins = explanation.pins;
  if (!pins.refusal.empty()) return "\nPins: none are told, " + pins.refusal + "\n";
  if (pins.plans_agree) return "\nPins: none, every plan of both names the same\n";
  std::string text = pins.of_the_two.empty()
                         ? std::string()
                         : pin_sets_text(explanation, pins.of_the_two, "all else chosen as it is");
  text += pins.of_every.empty()
              ? "\nPins: none make both name the same whatever else they choose\n"
              : pin_sets_text(explanation, pins.of_every, "whatever else either chooses");
  return text + "\nIn the source\n" + sources_text(explanation) +
         everything_text("rounded", pins.all_rounded_agree, kRoundEverything) +
         everything_text("promoted", pins.all_promoted_agree, kPromoteEverything);
}

}  // namespace

std::string variant_explanation_text(const VariantExplanation& explanation, bool coloured) {
  const Finding& finding = explanation.finding;
  std::string text = explanation.words + "\n\n";
  text += finding.test_case.program->name() + ": " + std::string(name(finding.verdict)) + ", " +
          std::string(name(finding.grade)) + ", " + finding.cause + "  [" + finding.signature +
          "]\n";
  if (explanation.words != finding.sentence) text += finding.sentence + "\n";
  return text + variants_text(explanation) + parting_text(explanation, coloured) +
         differences_text(explanation, coloured) + pins_text(explanation);
}

}  // namespace splitvote
