#include "harness/store/json_report_parts.h"

#include <utility>

#include "harness/store/json_finding.h"
#include "harness/store/json_reached.h"

namespace splitvote {

std::vector<std::uint8_t> packed_bits(const std::vector<bool>& bits) {
  std::vector<std::uint8_t> bytes((bits.size() + 7) / 8, 0);
  for (std::size_t at = 0; at < bits.size(); ++at) {
    if (bits[at]) bytes[at / 8] = static_cast<std::uint8_t>(bytes[at / 8] | 1U << (at % 8));
  }
  return bytes;
}

Json words(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.add(Json(text));
  return list;
}

Json words(const std::vector<Verdict>& verdicts) {
  Json list = Json::array();
  for (const Verdict verdict : verdicts) list.add(Json(name(verdict)));
  return list;
}

Json json_of(const Finding& finding) {
  Json object = Json::object();
  object.add("program", signature_name(*finding.test_case.program));
  add_explanation(finding, object);
  return object;
}

void add_on(std::span<const JudgedOn> on, std::span<const Finding> reached, const FailRule& rule,
            Json& document) {
  if (!on.empty()) {
    Json list = Json::array();
    for (const JudgedOn& each : on) {
      Json object = json_of(Reached{each.as, each.plan, "", "", false});
      object.add("evidence", each.as.evidence());
      object.add("names", each.names);
      Json verdicts = Json::array();
      for (const Ruling& ruling : each.judgement.rulings) {
        Json verdict = Json::object();
        verdict.add("verdict", name(ruling.verdict));
        verdict.add("grade", name(ruling.grade));
        verdict.add("fails", Json(rule.failing(ruling.verdict, ruling.grade)));
        verdicts.add(std::move(verdict));
      }
      object.add("verdicts", std::move(verdicts));
      list.add(std::move(object));
    }
    document.add("on", std::move(list));
  }
  if (on.empty() && reached.empty()) return;
  Json findings = Json::array();
  for (const Finding& finding : reached) findings.add(json_of(finding));
  document.add("reached", std::move(findings));
}

}  // namespace splitvote
