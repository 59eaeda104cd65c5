// The reports on many cases: replay and fuzz.
#include <utility>

#include "harness/store/json_case.h"
#include "harness/store/json_report.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {

std::string replay_report(std::span<const ReplayedFile> files) {
  Json list = Json::array();
  std::int64_t differing = 0;
  for (const ReplayedFile& file : files) {
    Json object = Json::object();
    object.add("file", file.file);
    Json findings = Json::array();
    for (const Finding& finding : file.findings) findings.add(json_of(finding));
    object.add("findings", std::move(findings));
    if (file.expectation.has_value()) {
      object.add("expect", json_of(*file.expectation));
      object.add("differences", words(file.differences));
    }
    if (file.reached_today) {
      Json today = Json::array();
      for (const Finding& finding : *file.reached_today) today.add(json_of(finding));
      object.add("reached_today", std::move(today));
    }
    if (!file.notices.empty()) object.add("notices", words(file.notices));
    // What the exit code says: as expected, or, where nothing is expected, nothing found.
    const bool holds =
        file.expectation.has_value() ? file.differences.empty() : file.findings.empty();
    object.add("holds", Json(holds));
    differing += holds ? 0 : 1;
    list.add(std::move(object));
  }
  Json document = Json::object();
  document.add("file_count", Json::unsigned_integer(files.size()));
  document.add("differing_count", Json::integer(differing));
  document.add("files", std::move(list));
  return write_json(document);
}

std::string fuzz_report(const FuzzReport& report) {
  Json document = Json::object();
  document.add("programs", words(report.programs));
  document.add("seed", Json::unsigned_integer(report.seed));
  document.add("seconds", Json::float64(report.seconds));
  document.add("cases", Json::unsigned_integer(report.cases));
  document.add("plans", Json::unsigned_integer(report.plans));
  document.add("corpus_size", Json::unsigned_integer(report.corpus_size));
  document.add("interrupted", Json(report.interrupted));
  Json findings = Json::array();
  for (const FindingLine& line : report.findings) {
    Json object = json_of(*line.finding);
    if (!line.file.empty()) object.add("file", line.file);
    findings.add(std::move(object));
  }
  document.add("findings", std::move(findings));
  return write_json(document);
}

}  // namespace splitvote
