// The reports on real compilers: targets and compile.
#include "harness/store/json_report.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {

std::string targets_report(std::span<const TargetLine> lines) {
  Json list = Json::array();
  for (const TargetLine& line : lines) {
    Json object = Json::object();
    object.add("target", line.target);
    if (!line.compiler.empty()) object.add("compiler", line.compiler);
    object.add("ranks_max", Json::integer(line.ranks_max));
    object.add("works", Json(line.works));
    if (line.seconds) object.add("seconds", Json::float64(*line.seconds));
    if (!line.advice.empty()) object.add("advice", line.advice);
    list.add(std::move(object));
  }
  Json document = Json::object();
  document.add("targets", std::move(list));
  return write_json(document);
}

std::string compiled_report(std::span<const CompiledLine> lines) {
  Json list = Json::array();
  for (const CompiledLine& line : lines) {
    Json object = Json::object();
    object.add("target", line.target);
    object.add("shape", line.shape);
    if (line.failure.empty()) {
      object.add("compiler", line.compiler);
      object.add("jax", line.jax);
      object.add("flags", line.flags);
      object.add("ranks", Json::integer(line.ranks));
      object.add("arguments", words(line.arguments));
      object.add("outputs", words(line.outputs));
      object.add("seconds", Json::float64(line.seconds));
      object.add("cached", Json(line.cached));
      object.add("optimized_hlo", line.file);
    } else {
      object.add("failure", line.failure);
      if (!line.saved.empty()) object.add("saved", line.saved);
    }
    list.add(std::move(object));
  }
  Json document = Json::object();
  document.add("compiled", std::move(list));
  return write_json(document);
}

}  // namespace splitvote
