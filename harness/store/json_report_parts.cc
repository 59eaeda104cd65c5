#include "harness/store/json_report_parts.h"

#include <utility>

#include "harness/store/json_finding.h"

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

}  // namespace splitvote
