#include "harness/store/json_finding.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "harness/case/case_limits.h"
#include "harness/store/json_layout.h"
#include "harness/store/json_reached.h"
#include "harness/store/json_trial.h"
#include "harness/store/json_words.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::int64_t kCountMax = std::numeric_limits<std::int64_t>::max();

CauseKind cause_kind_of(const JsonPlace& place) {
  const std::string& word = place.string("algorithmic, as_written or mixed");
  for (std::size_t kind = 0; kind < kCauseKindNames.size(); ++kind) {
    if (kCauseKindNames[kind] == word) return static_cast<CauseKind>(kind);
  }
  place.refuse("algorithmic, as_written or mixed");
}

Plan witness_of(const JsonPlace& place, const Program& program) {
  try {
    return parse_plan(program, place.string("a plan"));
  } catch (const InputError& error) {
    throw InputError(place.path(), error.expectation());
  }
}

// Tokens and counts that a verdict does not have are left out; in a Finding they are -1.
std::int64_t number_or_none(const JsonPlace& place, std::string_view name, std::int64_t most) {
  const auto member = place.optional_member(name);
  return member.has_value() ? member->integer(name, 0, most) : -1;
}

void read_shown(const JsonPlace& place, Finding& finding) {
  place.allow_only(
      {"row", "rank", "expected_token", "actual_token", "expected_count", "actual_count"});
  const Case& test_case = finding.test_case;
  const std::int32_t last_token = test_case.layout.vocab_size - 1;
  finding.row =
      static_cast<int>(place.member("row", "a row").integer("a row", 0, test_case.logits.rows - 1));
  finding.rank = static_cast<int>(
      place.member("rank", "a rank").integer("a rank", 0, test_case.layout.rank_count() - 1));
  finding.expected_token =
      static_cast<std::int32_t>(number_or_none(place, "expected_token", last_token));
  finding.actual_token =
      static_cast<std::int32_t>(number_or_none(place, "actual_token", last_token));
  finding.expected_count = number_or_none(place, "expected_count", kCountMax);
  finding.actual_count = number_or_none(place, "actual_count", kCountMax);
}

void read_plans(const JsonPlace& place, Finding& finding) {
  place.allow_only({"failing", "worst", "covered", "complete"});
  const auto count = [&](std::string_view name) {
    return place.member(name, "plans").integer("plans", 0, kCountMax);
  };
  finding.failing_plans = count("failing");
  finding.worst_plans = count("worst");
  finding.covered_plans = count("covered");
  finding.complete = place.member("complete", "true or false").boolean("were all plans covered");
}

// The member that says how the related case is made, if the verdict is on two cases.
void read_relation(const JsonPlace& place, Finding& finding) {
  Relation relation;
  relation.verdict = finding.verdict;
  std::optional<JsonPlace> member;
  switch (finding.verdict) {
    case Verdict::kLayoutSplit:
    case Verdict::kOrderSplit:
    case Verdict::kShardCountSplit:
      member = place.optional_member("other_layout");
      if (member) relation.layout = layout_of(*member, finding.test_case.layout.vocab_size);
      break;
    case Verdict::kScaleSplit:
      member = place.optional_member("temperature_exponent");
      if (member) relation.exponent = static_cast<int>(member->integer("an exponent", -64, 64));
      break;
    case Verdict::kShiftSplit:
      member = place.optional_member("logits_plus");
      if (member) relation.constant = member->float32("a constant");
      break;
    case Verdict::kBatchSplit:
      member = place.optional_member("first_rows");
      if (member) {
        relation.row_count =
            static_cast<std::int32_t>(member->integer("a number of rows", 1, kRowCountMax));
      }
      break;
    default:
      return;
  }
  if (!member) return;
  const std::string fault = relation_fault(finding.test_case, relation);
  if (!fault.empty()) member->refuse(fault.substr(fault.find(": ") + 2));
  finding.relation = std::move(relation);
}

void add_relation(const Relation& relation, Json& object) {
  if (relation.lays_out()) {
    object.add("other_layout", json_of(relation.layout));
  } else if (relation.verdict == Verdict::kScaleSplit) {
    object.add("temperature_exponent", Json::integer(relation.exponent));
  } else if (relation.verdict == Verdict::kShiftSplit) {
    object.add("logits_plus", Json::float32(relation.constant));
  } else {
    object.add("first_rows", Json::integer(relation.row_count));
  }
}

}  // namespace

FindingFile finding_file_of(const JsonPlace& place, const std::string& folder) {
  place.check_format(kFindingFormat, kFindingVersion);
  place.allow_only({"format",
                    "version",
                    "signature",
                    "verdict",
                    "grade",
                    "cause_kind",
                    "cause",
                    "sentence",
                    "probability_lost",
                    "witness_plan",
                    "shown",
                    "plans",
                    "other_layout",
                    "temperature_exponent",
                    "logits_plus",
                    "first_rows",
                    "reached",
                    "trials",
                    "build",
                    "program",
                    "logits",
                    "layout",
                    "params"});
  FindingFile file;
  Finding& finding = file.finding;
  finding.test_case = case_of(place, folder, file.notices);
  finding.signature = signature_at(place.member("signature", "16 letters"));
  finding.verdict = verdict_at(place.member("verdict", "a verdict"));
  finding.grade = grade_at(place.member("grade", "tie, near or wide"));
  finding.cause_kind =
      cause_kind_of(place.member("cause_kind", "algorithmic, as_written or mixed"));
  finding.cause = place.member("cause", "the cause").string("the cause");
  if (const auto member = place.optional_member("sentence"))
    finding.sentence = member->string("a sentence");
  const JsonPlace lost = place.member("probability_lost", "a probability");
  finding.probability_lost = lost.float64("a probability");
  if (!(finding.probability_lost >= 0 && finding.probability_lost <= 1))
    lost.refuse("a probability in 0..1");
  finding.witness = witness_of(place.member("witness_plan", "a plan"), *finding.test_case.program);
  read_shown(place.member("shown", "where it shows"), finding);
  read_plans(place.member("plans", "how many plans"), finding);
  read_relation(place, finding);
  if (const auto member = place.optional_member("reached")) {
    for (const JsonPlace& each : member->items("compiled programs")) {
      finding.reached.push_back(reached_of(each));
    }
  }
  if (const auto member = place.optional_member("trials")) {
    for (const JsonPlace& each : member->items("trials")) finding.trials.push_back(trial_of(each));
  }
  if (const auto member = place.optional_member("build"))
    file.build = member->string("a build's fingerprint");
  return file;
}

CaseFile case_file_of(const FindingFile& file) {
  CaseFile result;
  result.test_case = file.finding.test_case;
  result.notices = file.notices;
  Expectation& expectation = result.expectation.emplace();
  expectation.verdicts.emplace()[file.finding.verdict] = file.finding.grade;
  expectation.others_allowed = true;
  expectation.signature = file.finding.signature;
  return result;
}

void add_explanation(const Finding& finding, Json& object) {
  object.add("signature", finding.signature);
  object.add("verdict", name(finding.verdict));
  object.add("grade", name(finding.grade));
  object.add("cause_kind", name(finding.cause_kind));
  object.add("cause", finding.cause);
  object.add("sentence", finding.sentence);
  object.add("probability_lost", Json::float64(finding.probability_lost));
  object.add("witness_plan", to_string(*finding.test_case.program, finding.witness));
  Json shown = Json::object();
  const auto add_known = [&](const char* name, std::int64_t number) {
    if (number >= 0) shown.add(name, Json::integer(number));
  };
  add_known("row", finding.row);
  add_known("rank", finding.rank);
  add_known("expected_token", finding.expected_token);
  add_known("actual_token", finding.actual_token);
  add_known("expected_count", finding.expected_count);
  add_known("actual_count", finding.actual_count);
  object.add("shown", std::move(shown));
  Json plans = Json::object();
  plans.add("failing", Json::integer(finding.failing_plans));
  plans.add("worst", Json::integer(finding.worst_plans));
  plans.add("covered", Json::integer(finding.covered_plans));
  plans.add("complete", Json(finding.complete));
  object.add("plans", std::move(plans));
  if (finding.relation.has_value()) add_relation(*finding.relation, object);
  const auto add_list = [&](const char* name, const auto& list) {
    if (list.empty()) return;
    Json array = Json::array();
    for (const auto& each : list) array.add(json_of(each));
    object.add(name, std::move(array));
  };
  add_list("reached", finding.reached);
  add_list("trials", finding.trials);
}

FindingFile read_finding(std::string_view text, const std::string& file) {
  try {
    const Json document = parse_json(text);
    return finding_file_of(JsonPlace(document), folder_of(file));
  } catch (const InputError& error) {
    throw error.in_file(file);
  }
}

std::string write_finding(const FindingFile& file) {
  Json object = Json::object();
  object.add("format", kFindingFormat);
  object.add("version", Json::integer(kFindingVersion));
  add_explanation(file.finding, object);
  if (!file.build.empty()) object.add("build", file.build);
  add_case(file.finding.test_case, object);
  return write_json(object);
}

}  // namespace splitvote
