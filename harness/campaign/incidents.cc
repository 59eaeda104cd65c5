#include "harness/campaign/incidents.h"

#include <utility>

#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string folder_of_name(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

std::string name_below(const std::string& path, const std::string& file) {
  constexpr std::string_view kEnding = ".json";
  std::string name = file;
  if (name.size() > path.size() && name.compare(0, path.size(), path) == 0) {
    name.erase(0, path.size());
    name.erase(0, name.find_first_not_of('/'));
  }
  if (name.size() > kEnding.size() && name.ends_with(kEnding)) {
    name.erase(name.size() - kEnding.size());
  }
  return name;
}

}  // namespace

std::vector<IncidentFile> load_incidents(const std::string& path) {
  std::vector<IncidentFile> files;
  for (const std::string& file : cases_under(path)) {
    Witness witness = load_witness(file);
    if (!witness.expectation.has_value() || !witness.expectation->verdicts.has_value()) {
      throw InputError("/expect/verdicts", "expected the verdicts that the incident shows", file);
    }
    files.push_back({name_below(path, file), std::move(witness)});
  }
  return files;
}

const IncidentFile* fixed_twin(const IncidentFile& incident, Verdict verdict,
                               const std::vector<IncidentFile>& files) {
  for (const IncidentFile& other : files) {
    if (&other == &incident || folder_of_name(other.name) != folder_of_name(incident.name)) {
      continue;
    }
    if (other.witness.expectation->verdicts->contains(verdict)) continue;
    Case moved = incident.witness.test_case;
    moved.program = other.witness.test_case.program;
    moved.parameters = other.witness.test_case.parameters;
    if (same_case(moved, other.witness.test_case)) return &other;
  }
  return nullptr;
}

}  // namespace splitvote
