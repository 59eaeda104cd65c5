#include "harness/store/json_report.h"

#include <utility>

#include "harness/store/base64.h"
#include "harness/store/json_case.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {
namespace {

constexpr std::size_t kCandidatesListed = 1'024;

Json token_or_null(std::int32_t token) { return token == kNoToken ? Json() : Json::integer(token); }

Json json_of(Observed observed) {
  return observed == Observed::kNot ? Json() : Json(observed == Observed::kTrue);
}

// The token that an id means; an id that means none is told as the id.
void add_token(const LayoutMap& map, const char* name, std::int64_t id, Json& object) {
  if (id == kNotObserved) return;
  const std::int32_t token = map.token_of(id);
  object.add(name, token_or_null(token));
  if (token == kNoToken) object.add(std::string(name) + "_id", Json::integer(id));
}

Json json_of(const LayoutMap& map, const IdSet& candidates, std::int32_t vocab_size) {
  Json object = Json::object();
  object.add("count", Json::integer(static_cast<std::int64_t>(candidates.size())));
  std::vector<bool> tokens(static_cast<std::size_t>(vocab_size), false);
  Json no_tokens = Json::array();
  candidates.for_each([&](std::int32_t id) {
    const std::int32_t token = map.token_of(id);
    if (token == kNoToken) {
      no_tokens.add(Json::integer(id));
    } else {
      tokens[static_cast<std::size_t>(token)] = true;
    }
  });
  for (const std::int64_t id : candidates.outside()) no_tokens.add(Json::integer(id));
  if (candidates.size() <= kCandidatesListed) {
    Json list = Json::array();
    for (std::size_t token = 0; token < tokens.size(); ++token) {
      if (tokens[token]) list.add(Json::integer(static_cast<std::int64_t>(token)));
    }
    object.add("tokens", std::move(list));
  } else {
    object.add("token_table", to_base64(packed_bits(tokens)));
  }
  if (!no_tokens.items()->empty()) object.add("ids_without_token", std::move(no_tokens));
  return object;
}

Json json_of(const RunReport& report) {
  const LayoutMap map(report.test_case->layout);
  const Outcome& outcome = *report.outcome;
  Json list = Json::array();
  for (int row = 0; row < outcome.row_count; ++row) {
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const RankOutcome& here = outcome.at(rank, row);
      Json object = Json::object();
      object.add("row", Json::integer(row));
      object.add("rank", Json::integer(rank));
      object.add("judged", Json(here.judged));
      add_token(map, "top", here.top, object);
      add_token(map, "draw", here.draw, object);
      if (here.owner != Observed::kNot) object.add("owner", json_of(here.owner));
      if (here.travelled_intact != Observed::kNot)
        object.add("travelled_intact", json_of(here.travelled_intact));
      if (here.top_value_finite != Observed::kNot)
        object.add("top_value_finite", json_of(here.top_value_finite));
      if (here.candidates != nullptr) {
        object.add("candidates",
                   json_of(map, *here.candidates, report.test_case->layout.vocab_size));
      }
      list.add(std::move(object));
    }
  }
  return list;
}

Json json_of(const Judge& judge, const Ruling& ruling, const FailRule& rule) {
  Json object = Json::object();
  object.add("verdict", name(ruling.verdict));
  object.add("grade", name(ruling.grade));
  object.add("fails", Json(rule.failing(ruling.verdict, ruling.grade)));
  object.add("probability_lost", Json::float64(judge.probability_lost(ruling)));
  object.add("row", Json::integer(ruling.row));
  object.add("rank", Json::integer(ruling.rank));
  object.add("expected_token", token_or_null(ruling.expected_token));
  object.add("actual_token", token_or_null(ruling.actual_token));
  if (ruling.expected_count >= 0)
    object.add("expected_count", Json::integer(ruling.expected_count));
  if (ruling.actual_count >= 0) object.add("actual_count", Json::integer(ruling.actual_count));
  return object;
}

// Bit per position of the sweep: does that plan's outcome hold `holds`?
Json plan_table(const Sweep& sweep, const std::vector<bool>& holds) {
  std::vector<bool> plans(sweep.plan_count());
  for (std::size_t position = 0; position < plans.size(); ++position)
    plans[position] = holds[sweep.outcome_of[position]];
  return Json(to_base64(packed_bits(plans)));
}

Json json_of(const SweepReport& report, const VerdictTally& entry) {
  Json object = Json::object();
  object.add("verdict", name(entry.verdict));
  for (std::size_t grade = 0; grade < kGradeNames.size(); ++grade) {
    object.add(std::string(kGradeNames[grade]), Json::unsigned_integer(entry.plans[grade]));
  }
  object.add("failing", Json::unsigned_integer(entry.failing));
  object.add("probability_lost_max", Json::float64(entry.probability_lost_max));
  if (entry.failing == 0) return object;
  std::vector<bool> holds;
  for (const Judgement& judgement : report.judgements) {
    const Ruling* ruling = judgement.find(entry.verdict);
    holds.push_back(ruling != nullptr && report.rule.failing(ruling->verdict, ruling->grade));
  }
  object.add("failing_plans", plan_table(*report.sweep, holds));
  return object;
}

}  // namespace

std::string programs_report(std::span<const std::shared_ptr<const Program>> programs) {
  Json list = Json::array();
  for (const std::shared_ptr<const Program>& program : programs) {
    Json object = Json::object();
    object.add("name", program->name());
    object.add("description", program->draft.description);
    object.add("source", program->draft.source);
    Json sites = Json::array();
    for (const Site& site : program->sites) sites.add(Json(site.name));
    object.add("sites", std::move(sites));
    object.add("promises", words(program->draft.promises));
    list.add(std::move(object));
  }
  Json document = Json::object();
  document.add("programs", std::move(list));
  return write_json(document);
}

std::string run_report(const RunReport& report) {
  Json document = Json::object();
  document.add("program", report.test_case->program->name());
  document.add("plan", to_string(*report.test_case->program, *report.plan));
  Json rulings = Json::array();
  bool fails = false;
  for (const Ruling& ruling : report.judgement->rulings) {
    rulings.add(json_of(*report.judge, ruling, report.rule));
    fails = fails || report.rule.failing(ruling.verdict, ruling.grade);
  }
  document.add("fails", Json(fails));
  document.add("verdicts", std::move(rulings));
  document.add("not_judged", words(report.judge->not_judged()));
  document.add("ranks", json_of(report));
  add_on(report.on, report.reached, report.rule, document);
  document.add("notices", words(report.notices));
  return write_json(document);
}

std::string sweep_report(const SweepReport& report) {
  const Sweep& sweep = *report.sweep;
  const SweepTally counts = tally(sweep, *report.judge, report.judgements, report.rule);
  Json document = Json::object();
  document.add("program", report.test_case->program->name());
  Json sites = Json::array();
  for (const Site& site : report.test_case->program->sites) sites.add(Json(site.name));
  document.add("sites", std::move(sites));
  document.add("class_count", Json::integer(sweep.class_count));
  document.add("coverage", sweep.coverage == Coverage::kComplete ? "complete" : "near_both");
  document.add("plan_count", Json::unsigned_integer(counts.plan_count));
  document.add("outcome_count", Json::unsigned_integer(sweep.outcomes.size()));
  document.add("failing_count", Json::unsigned_integer(counts.failing));
  if (counts.failing > 0) document.add("failing_plans", plan_table(sweep, counts.failing_outcomes));
  Json verdicts = Json::array();
  for (const VerdictTally& entry : counts.verdicts) verdicts.add(json_of(report, entry));
  document.add("verdicts", std::move(verdicts));
  Json findings = Json::array();
  for (const Finding& finding : report.findings) findings.add(json_of(finding));
  document.add("findings", std::move(findings));
  document.add("not_judged", words(report.judge->not_judged()));
  if (sweep.coverage == Coverage::kNearBoth) {
    // Which plan each bit of a table means: 64-bit plan words, little-endian.
    std::vector<std::uint8_t> bytes;
    for (const PlanBits plan : sweep.plans) {
      for (int byte = 0; byte < 8; ++byte)
        bytes.push_back(static_cast<std::uint8_t>(plan >> (8 * byte) & 0xffU));
    }
    document.add("plans", to_base64(bytes));
  }
  Json counters = Json::object();
  counters.add("operations_evaluated", Json::integer(sweep.counters.operations_evaluated));
  counters.add("elements_evaluated", Json::integer(sweep.counters.elements_evaluated));
  counters.add("states", Json::integer(sweep.counters.states));
  counters.add("vocabulary_passes", Json::float64(sweep.counters.vocabulary_passes));
  document.add("counters", std::move(counters));
  add_on(report.on, report.reached, report.rule, document);
  document.add("notices", words(report.notices));
  return write_json(document);
}

}  // namespace splitvote
