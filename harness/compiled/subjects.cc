#include "harness/compiled/subjects.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "harness/compiled/read_back.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// One sampler at one shape on one target, on its way.
struct Job {
  std::size_t sampler, shape;
  CompilationPlan plan;
};

// What came of one.
struct Saved {
  const SamplerSource* source = nullptr;
  CompiledRecord record;
  std::string file;  // of the record; only its name where records are not kept
};

void add_notice(const std::string& text, Subjects& subjects) {
  std::vector<std::string>& notices = subjects.notices;
  if (std::find(notices.begin(), notices.end(), text) == notices.end()) notices.push_back(text);
}

// Every shape has a program object of its own: campaigns know their subject by it. A user's
// function is the same sampler before optimization, whatever the target.
Subject& subject_for(const SamplerSource& source, const CompiledShape& shape,
                     const std::shared_ptr<const Program>& read, Subjects& subjects) {
  const std::string name = source.name();
  for (Subject& subject : subjects.subjects) {
    if (subject.sampler->name() == name && subject.shape == shape) return subject;
  }
  Subject subject;
  subject.sampler =
      source.program != nullptr ? std::make_shared<const Program>(*source.program) : read;
  subject.shape = shape;
  subjects.subjects.push_back(std::move(subject));
  return subjects.subjects.back();
}

class Maker {
 public:
  Maker(const SubjectsRequest& request, Compilers& compilers)
      : request_(request), compilers_(compilers) {}

  Subjects run() {
    plan();
    std::vector<CompileRequest> requests;
    for (const Job& job : jobs_) requests.push_back(job.plan.request);
    const std::vector<CompileResult> results =
        compilers_.compile_all(requests, [&](const CompileRequest& done, const CompileResult&) {
          say("compiled " + done.file + " for " + std::string(done.target->name));
        });
    // All records are saved before the first is identified: a stop loses none.
    std::vector<Saved> saved;
    bool stopped = false;
    for (std::size_t at = 0; at < jobs_.size(); ++at) {
      if (const auto* failure = std::get_if<CompileFailure>(&results[at])) {
        stopped = stopped || failure->kind == CompileFailure::Kind::kStopped;
        refused(jobs_[at], *failure);
      } else {
        saved.push_back(save(jobs_[at], std::get<CompiledText>(results[at])));
      }
    }
    if (stopped) throw SweepStopped{};
    for (const Saved& each : saved) take(each);
    return std::move(made_);
  }

 private:
  void say(const std::string& text) const {
    if (request_.on_progress) request_.on_progress(text);
  }

  void plan() {
    for (std::size_t sampler = 0; sampler < request_.samplers.size(); ++sampler) {
      for (std::size_t shape = 0; shape < request_.shapes.size(); ++shape) {
        for (const Target* target : request_.targets) {
          if (request_.shapes[shape].ranks > target->ranks_max()) {
            notice(std::string(target->name) + " offers " + std::to_string(target->ranks_max()) +
                   " ranks, not " + std::to_string(request_.shapes[shape].ranks));
            continue;
          }
          jobs_.push_back(
              {sampler, shape,
               plan_compilation(request_.samplers[sampler], *target, request_.shapes[shape],
                                request_.numbers, request_.excess_precision)});
        }
      }
    }
  }

  void notice(const std::string& text) { add_notice(text, made_); }

  void refused(const Job& job, const CompileFailure& failure) {
    notice(request_.samplers[job.sampler].name() + " for " + failure.target + ", " +
           to_string(request_.shapes[job.shape]) + ": " + failure.message +
           (failure.saved.empty() ? "" : " (see " + failure.saved + ")"));
  }

  [[nodiscard]] Saved save(const Job& job, const CompiledText& text) const {
    const SamplerSource& source = request_.samplers[job.sampler];
    Saved saved;
    saved.source = &source;
    saved.record = record_of(source, request_.shapes[job.shape], job.plan, text);
    saved.file = record_file_name(saved.record);
    if (request_.folder.empty()) return saved;
    make_folder(request_.folder);
    saved.file = request_.folder + "/" + saved.file;
    save_file(saved.file, write_record(saved.record));
    return saved;
  }

  void take(const Saved& saved) {
    say("identifying " + saved.source->name() + " on " + saved.record.target);
    try {
      add_record(*saved.source, saved.record, saved.file, request_.identify, made_);
    } catch (const InputError& error) {
      notice(std::string("not read back: ") + error.what());
    }
  }

  const SubjectsRequest& request_;
  Compilers& compilers_;
  std::vector<Job> jobs_;
  Subjects made_;
};

}  // namespace

void add_record(const SamplerSource& source, const CompiledRecord& record, const std::string& file,
                const IdentifyOptions& identify_options, Subjects& subjects) {
  ReadBack back = read_back(record, file);
  for (const std::string& note : back.notes) add_notice(source.name() + ": " + note, subjects);
  CompiledSubject on;
  on.compiled = std::move(back.compiled);
  on.record = file;
  if (source.program != nullptr) {
    for (const Value& value : source.program->values) {
      on.compiled.sampler_scopes.push_back(value.id);
    }
  }
  Subject& subject = subject_for(source, record.shape, back.sampler, subjects);
  on.identified = identify(subject.sampler, on.compiled, identify_options);
  subject.on.push_back(std::move(on));
}

Subjects make_subjects(const SubjectsRequest& request, Compilers& compilers) {
  return Maker(request, compilers).run();
}

}  // namespace splitvote
