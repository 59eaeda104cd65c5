#include "harness/reach/identify_subjects.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <set>
#include <utility>

#include "harness/sweep/sweep.h"
#include "harness/threads/at_once.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// What one sampler was compiled to at one shape with the same numbers, variants last.
struct Group {
  Subject* subject;
  std::vector<CompiledSubject*> on;
};

std::int64_t size_of(const Group& group) {
  return group.subject->shape.elements() * static_cast<std::int64_t>(group.on.size());
}

bool same_compiler(const CompiledAs& a, const CompiledAs& b) {
  return a.target == b.target && a.flags == b.flags;
}

std::vector<Group> groups_of(std::vector<Subject>& subjects) {
  std::vector<Group> groups;
  for (Subject& subject : subjects) {
    const std::size_t first = groups.size();
    for (const bool variants : {false, true}) {
      for (CompiledSubject& on : subject.on) {
        if (on.compiled.as.variant.empty() == variants) continue;
        const auto same = [&](const Group& group) {
          return group.on.front()->compiled.numbers == on.compiled.numbers;
        };
        auto group =
            std::find_if(groups.begin() + static_cast<std::ptrdiff_t>(first), groups.end(), same);
        if (group == groups.end()) group = groups.insert(group, {&subject, {}});
        group->on.push_back(&on);
      }
    }
  }
  return groups;
}

// The same sampler at a smaller vocabulary, which it may be the padding of.
bool pads(const Subject& subject, const Subject& other) {
  return other.sampler->name() == subject.sampler->name() &&
         other.shape.rows == subject.shape.rows && other.shape.ranks == subject.shape.ranks &&
         other.shape.tokens_per_rank < subject.shape.tokens_per_rank;
}

class Identifying {
 public:
  Identifying(const IdentifySubjectsOptions& options, std::vector<Subject>& subjects)
      : options_(options), subjects_(subjects) {}

  std::vector<NotIdentified> run() {
    std::vector<Group> smallest, padded;
    for (Group& group : groups_of(subjects_)) {
      (pads_any(*group.subject) ? padded : smallest).push_back(std::move(group));
    }
    run_all(std::move(smallest));
    run_all(std::move(padded));
    leave_out_failed();
    return std::move(failures_);
  }

 private:
  [[nodiscard]] bool pads_any(const Subject& subject) const {
    return std::any_of(subjects_.begin(), subjects_.end(),
                       [&](const Subject& other) { return pads(subject, other); });
  }

  // The largest first, so that none is left over when all others are done.
  void run_all(std::vector<Group> groups) {
    std::stable_sort(groups.begin(), groups.end(),
                     [](const Group& a, const Group& b) { return size_of(a) > size_of(b); });
    at_once(groups.size(), options_.jobs, [&](std::size_t at) { run_one(groups[at]); });
  }

  void run_one(const Group& group) {
    if (options_.on_progress) {
      const std::lock_guard lock(one_at_a_time_);
      options_.on_progress(*group.subject);
    }
    try {
      identify_group(group);
    } catch (const InputError& refusal) {
      for (const CompiledSubject* on : group.on) fail(*on, refusal.expectation());
    } catch (const SweepStopped&) {
      for (const CompiledSubject* on : group.on) fail(*on, "");
    }
  }

  void identify_group(const Group& group) {
    std::vector<ToIdentify> all;
    for (const CompiledSubject* on : group.on) all.push_back(to_identify(group, *on));
    std::vector<Identification> found = identify(group.subject->sampler, all);
    for (std::size_t at = 0; at < found.size(); ++at)
      group.on[at]->identified = std::move(found[at]);
  }

  [[nodiscard]] ToIdentify to_identify(const Group& group, const CompiledSubject& on) const {
    const CompiledAs& as = on.compiled.as;
    const bool besides = group.subject->padding || !as.variant.empty();
    ToIdentify result;
    result.compiled = &on.compiled;
    result.options = besides && options_.besides ? *options_.besides : options_.own;
    result.options.seed = options_.own.seed;
    result.options.first = options_.own.first;
    result.options.stop = options_.own.stop;
    if (as.variant.empty()) {
      result.options.near = plan_of_smallest(*group.subject, as);
      return result;
    }
    for (std::size_t at = 0; at < group.on.size() && !result.near_to; ++at) {
      const CompiledAs& own = group.on[at]->compiled.as;
      if (own.variant.empty() && same_compiler(own, as)) result.near_to = at;
    }
    return result;
  }

  [[nodiscard]] PlanBits plan_of_smallest(const Subject& subject, const CompiledAs& as) const {
    for (const Subject& other : subjects_) {
      if (!pads(subject, other) || pads_any(other)) continue;
      for (const CompiledSubject& on : other.on) {
        const CompiledAs& own = on.compiled.as;
        if (own.variant.empty() && same_compiler(own, as)) return on.identified.plan.value_or(0);
      }
    }
    return 0;
  }

  void fail(const CompiledSubject& on, const std::string& why) {
    const std::lock_guard lock(one_at_a_time_);
    failures_.push_back({on.record, why});
    failed_.insert(&on);
  }

  void leave_out_failed() {
    for (Subject& subject : subjects_) {
      std::vector<CompiledSubject> left;
      for (CompiledSubject& on : subject.on) {
        if (failed_.count(&on) == 0) left.push_back(std::move(on));
      }
      subject.on = std::move(left);
    }
    std::erase_if(subjects_, [](const Subject& subject) { return subject.on.empty(); });
  }

  const IdentifySubjectsOptions& options_;
  std::vector<Subject>& subjects_;
  std::mutex one_at_a_time_;
  std::vector<NotIdentified> failures_;
  std::set<const CompiledSubject*> failed_;
};

}  // namespace

std::vector<NotIdentified> identify_subjects(const IdentifySubjectsOptions& options,
                                             std::vector<Subject>& subjects) {
  return Identifying(options, subjects).run();
}

}  // namespace splitvote
