// The reports on real compilers: targets and compile.
#include "harness/reach/site_table.h"
#include "harness/store/json_report.h"
#include "harness/store/json_report_parts.h"

namespace splitvote {
namespace {

Json sites_of(const Program& sampler, const CompiledSubject& on) {
  Json sites = Json::array();
  for (const SiteLine& line : site_table(sampler, on)) {
    Json site = Json::object();
    site.add("site", line.site);
    site.add("read", name(line.read));
    if (!line.instruction.empty()) site.add("instruction", line.instruction);
    if (line.forced) site.add("identified", name(*line.forced));
    sites.add(std::move(site));
  }
  return sites;
}

void add_identification(const CompiledLine& line, std::span<const Subject> subjects, Json& object) {
  for (const Subject& subject : subjects) {
    for (const CompiledSubject& on : subject.on) {
      if (on.record != line.file) continue;
      const Identification& found = on.identified;
      object.add("evidence", on.compiled.as.evidence());
      object.add("explained", Json(found.explained()));
      if (found.explained()) {
        if (!found.lowering.name.empty()) object.add("lowering", found.lowering.name);
        object.add("plan", to_string(*subject.sampler,
                                     split_plan(*found.plan, subject.sampler->site_count(), 1)));
      }
      object.add("probes", Json::integer(found.probes));
      object.add("fresh_cases_that_agree", Json::integer(found.fresh));
      if (found.unexplained) {
        object.add("starts_at", found.unexplained->instruction);
        Json mixed = Json::array();
        for (const std::string& site : found.unexplained->mixed) mixed.add(Json(site));
        object.add("read_both_ways", std::move(mixed));
      }
      object.add("sites", sites_of(*subject.sampler, on));
    }
  }
}

}  // namespace

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

std::string compiled_report(std::span<const CompiledLine> lines, std::span<const Subject> subjects,
                            const std::vector<std::string>* changes) {
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
      add_identification(line, subjects, object);
    } else {
      object.add("failure", line.failure);
      if (!line.saved.empty()) object.add("saved", line.saved);
    }
    list.add(std::move(object));
  }
  Json document = Json::object();
  document.add("compiled", std::move(list));
  if (changes != nullptr) document.add("changes", words(*changes));
  return write_json(document);
}

}  // namespace splitvote
