#include "harness/compiled/recorded.h"

#include <algorithm>
#include <utility>

#include "harness/store/save.h"

namespace splitvote {
namespace {

// A user's function has a program for every shape; at the finding's own it is the finding's.
std::shared_ptr<const Program> sampler_of(const ReadBack& back,
                                          const std::shared_ptr<const Program>& sampler) {
  if (back.sampler == nullptr) return sampler;
  const bool same = back.sampler->draft.values == sampler->draft.values;
  return same ? sampler : back.sampler;
}

Subject& subject_for(const std::shared_ptr<const Program>& sampler, const CompiledShape& shape,
                     std::vector<Subject>& subjects) {
  const auto known = std::find_if(subjects.begin(), subjects.end(),
                                  [&](const Subject& subject) { return subject.shape == shape; });
  if (known != subjects.end()) return *known;
  subjects.push_back({sampler, shape, {}});
  return subjects.back();
}

CompiledSubject compiled_subject(const Reached& reached, const ReadBack& back,
                                 const Program& sampler) {
  CompiledSubject on;
  on.compiled = back.compiled;
  on.record = reached.record;
  on.identified.survivors = Survivors(sampler.site_count());
  const std::string& plan = reached.plan.empty() ? reached.contradicts : reached.plan;
  if (!plan.empty()) {
    on.identified.plan = joined(parse_plan(sampler, plan), sampler.site_count());
  }
  return on;
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
      const ReadBack& back = records.at(each.record);
      if (back.compiled.as != each.as) {
        miss(each, each.record + " is the " + back.compiled.as.evidence());
        continue;
      }
      const std::shared_ptr<const Program> its_sampler = sampler_of(back, sampler);
      CompiledSubject on = compiled_subject(each, back, *its_sampler);
      subject_for(its_sampler, each.as.shape, recorded.subjects).on.push_back(std::move(on));
    } catch (const InputError& error) {
      miss(each, error.what());
    }
  }
  return recorded;
}

}  // namespace splitvote
