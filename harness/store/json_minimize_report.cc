// `minimize --json`.

#include "harness/store/json_case.h"
#include "harness/store/json_report.h"

namespace splitvote {
namespace {

Json size_of(const Case& test_case) {
  const auto integer = [](std::size_t count) {
    return Json::integer(static_cast<std::int64_t>(count));
  };
  Json object = Json::object();
  object.add("tokens", Json::integer(test_case.layout.vocab_size));
  object.add("ranks", Json::integer(test_case.layout.rank_count()));
  object.add("rows", Json::integer(test_case.logits.rows));
  object.add("operations", integer(test_case.program->values.size()));
  object.add("sites", integer(test_case.program->sites.size()));
  return object;
}

}  // namespace

std::string minimize_report(const MinimizeReport& report) {
  Json document = Json::object();
  document.add("before", size_of(*report.before));
  document.add("after", size_of(*report.after));
  if (!report.signature.empty()) document.add("signature", report.signature);
  document.add("candidates", Json::integer(report.tests));
  document.add("seconds", Json::float64(report.seconds));
  document.add("interrupted", Json(report.interrupted));
  if (!report.file.empty()) document.add("file", report.file);
  Json shown = Json::object();
  add_case(*report.after, shown);
  document.add("case", std::move(shown));
  return write_json(document);
}

}  // namespace splitvote
