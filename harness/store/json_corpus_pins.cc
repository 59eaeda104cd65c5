#include <utility>

#include "harness/store/json_explanation.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {
namespace {

Json positions(const std::vector<std::size_t>& members) {
  Json list = Json::array();
  for (const std::size_t member : members) list.add(Json::unsigned_integer(member));
  return list;
}

Json json_of(const std::vector<CorpusFinding>& corpus, const CorpusPin& pin) {
  Json object = Json::object();
  object.add("site", pin.pin.site);
  object.add("choice", pin.pin.promoted ? "promoted" : "rounded");
  object.add("in_source", pin.remedy);
  Json needs = Json::array();
  for (const CorpusPin::Need& need : pin.needed_for) {
    Json entry = Json::object();
    entry.add("finding", Json::unsigned_integer(need.finding));
    entry.add("without", to_string(*corpus[need.finding].finding.test_case.program, need.left));
    needs.add(std::move(entry));
  }
  object.add("needed_for", std::move(needs));
  return object;
}

}  // namespace

std::string corpus_pins_report(const std::vector<CorpusFinding>& corpus,
                               const std::vector<ProgramPins>& programs,
                               const std::vector<std::string>& notices) {
  Json document = Json::object();
  Json findings = Json::array();
  for (const CorpusFinding& member : corpus) {
    Json object = json_of(member.finding);
    object.add("file", member.file);
    findings.add(std::move(object));
  }
  document.add("findings", std::move(findings));
  Json list = Json::array();
  for (const ProgramPins& program : programs) {
    Json object = Json::object();
    object.add("program", program.program);
    object.add("fixed", positions(program.fixed));
    object.add("contradicting", positions(program.contradicting));
    object.add("not_fixable", positions(program.not_fixable));
    object.add("no_smaller_set", Json(program.smallest));
    object.add("complete", Json(program.complete));
    Json pins = Json::array();
    for (const CorpusPin& pin : program.pins) pins.add(json_of(corpus, pin));
    object.add("pins", std::move(pins));
    object.add("other_sets", words(program.others));
    list.add(std::move(object));
  }
  document.add("programs", std::move(list));
  document.add("notices", words(notices));
  return write_json(document);
}

}  // namespace splitvote
