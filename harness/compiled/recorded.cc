#include "harness/compiled/recorded.h"

#include <algorithm>
#include <utility>

#include "harness/identify/lowerings.h"
#include "harness/reach/seen.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

// A user's function has a program for every shape, lowered as the finding's; at the finding's own
// shape it is the finding's.
std::shared_ptr<const Program> sampler_of(const ReadBack& back,
                                          const std::shared_ptr<const Program>& sampler) {
  if (back.sampler == nullptr) return sampler;
  for (const Lowering& lowering : lowerings_of(back.sampler, *back.compiled.program)) {
    if (lowering.sampler->draft.values == sampler->draft.values) return sampler;
    if (lowering.sampler->name() == sampler->name()) return lowering.sampler;
  }
  return back.sampler;
}

Subject& subject_for(const std::shared_ptr<const Program>& sampler, const CompiledShape& shape,
                     std::vector<Subject>& subjects) {
  const auto known = std::find_if(subjects.begin(), subjects.end(), [&](const Subject& subject) {
    return !subject.fleet && subject.shape == shape;
  });
  if (known != subjects.end()) return *known;
  subjects.push_back({sampler, shape, {}, false, false});
  return subjects.back();
}

CompiledSubject compiled_subject(const ReadBack& back, const std::string& record,
                                 const Program& sampler, const std::optional<PlanBits>& plan) {
  CompiledSubject on;
  on.compiled = back.compiled;
  on.record = record;
  on.identified.survivors = Survivors(sampler.site_count());
  on.identified.plan = plan;
  return on;
}

// Throws InputError where a record cannot be read, or is of another compilation.
void add(const Reached& reached, const std::shared_ptr<const Program>& given, Records& records,
         std::vector<Subject>& subjects) {
  std::vector<const ReadBack*> read;
  const std::vector<std::string> paths = parts_by_class(reached.record);
  for (const std::string& path : paths) read.push_back(&records.at(path));
  const CompiledAs as = read.size() == 1 ? read[0]->compiled.as
                                         : fleet_as(read[0]->compiled.as, read[1]->compiled.as);
  if (as != reached.as) {
    throw InputError("", "expected the record of this, found that of the " + as.evidence(),
                     reached.record);
  }
  const std::shared_ptr<const Program> sampler = sampler_of(*read[0], given);
  const std::string& plan = reached.plan.empty() ? reached.contradicts : reached.plan;
  std::optional<Plan> identified;
  if (!plan.empty()) identified = parse_plan(*sampler, plan);
  const bool fleet = read.size() == 2;
  Subject fleet_subject{sampler, as.shape, {}, true};
  Subject& subject = fleet ? fleet_subject : subject_for(sampler, as.shape, subjects);
  for (std::size_t at = 0; at < read.size(); ++at) {
    std::optional<PlanBits> bits;
    if (identified) {
      bits = identified->per_class[std::min(at, identified->per_class.size() - 1)];
    }
    subject.on.push_back(compiled_subject(*read[at], paths[at], *sampler, bits));
    if (reached.lowering.empty()) continue;
    for (const Lowering& lowering : lowerings_of(sampler, *read[at]->compiled.program)) {
      if (lowering.name == reached.lowering) subject.on.back().identified.lowering = lowering;
    }
  }
  if (fleet) subjects.push_back(std::move(fleet_subject));
}

}  // namespace

const ReadBack& Records::at(const std::string& path) {
  auto known = tried_.find(path);
  if (known == tried_.end()) {
    Tried tried;
    try {
      tried.read = read_back(read_record(read_file(path), path), path);
    } catch (const InputError& error) {
      tried.refusal = error;
    }
    known = tried_.emplace(path, std::move(tried)).first;
  }
  if (known->second.refusal) throw InputError(*known->second.refusal);
  return *known->second.read;
}

Recorded recorded_subjects(const std::shared_ptr<const Program>& sampler,
                           const std::vector<Reached>& reached, Records& records) {
  Recorded recorded;
  const auto miss = [&](const Reached& each, const std::string& why) {
    recorded.missing.push_back(each);
    recorded.notices.push_back("no record of the " + each.as.evidence() + ": " + why);
  };
  for (const Reached& each : reached) {
    if (each.record.empty()) {
      miss(each, "none was saved");
      continue;
    }
    try {
      add(each, sampler, records, recorded.subjects);
    } catch (const InputError& error) {
      miss(each, error.what());
    }
  }
  return recorded;
}

}  // namespace splitvote
