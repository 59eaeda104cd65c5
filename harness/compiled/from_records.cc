#include "harness/compiled/from_records.h"

#include <iterator>
#include <utility>
#include <vector>

#include "harness/store/builtin.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "harness/sweep/sweep.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

SamplerSource source_of(const CompiledRecord& record, const std::string& file) {
  SamplerSource source;
  if (!record.unoptimized.empty()) {
    const std::size_t colon = record.sampler.rfind(':');
    source.file = record.sampler.substr(0, colon);
    source.function = colon == std::string::npos ? "" : record.sampler.substr(colon + 1);
    return source;
  }
  source.program = builtin_program(record.sampler);
  if (source.program == nullptr) {
    throw InputError("field sampler",
                     "expected a built-in sampler, or its file on the command "
                     "line, found '" +
                         record.sampler + "'",
                     file);
  }
  return source;
}

}  // namespace

Subjects subjects_from_records(const std::string& folder, const SamplerSource* only,
                               const IdentifySubjectsOptions& identify) {
  Subjects subjects;
  std::vector<std::pair<CompiledRecord, std::string>> records, variants;
  for (const std::string& file : files_under(folder)) {
    const std::string text = read_file(file);
    if (!is_record(text)) continue;
    CompiledRecord record = read_record(text, file);
    if (only != nullptr && record.sampler != only->name()) continue;
    if (only != nullptr) give_roles(only->roles, record);
    (record.variant.empty() ? records : variants).emplace_back(std::move(record), file);
  }
  // Variants stand beside the sampler as it is.
  std::move(variants.begin(), variants.end(), std::back_inserter(records));
  for (const auto& [record, file] : records) {
    add_record(only != nullptr ? *only : source_of(record, file), record, file, subjects);
  }
  for (const NotIdentified& each : identify_subjects(identify, subjects.subjects)) {
    if (each.why.empty()) throw SweepStopped{};
    throw InputError("", each.why, each.record);
  }
  if (!subjects.subjects.empty()) return subjects;
  throw InputError(
      "",
      "expected records of " + (only != nullptr ? only->name() : "compilations") + ", found none",
      folder);
}

}  // namespace splitvote
