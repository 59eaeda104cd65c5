#include "harness/compiled/subjects.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "harness/compiled/read_back.h"
#include "harness/compiled/variant_plans.h"
#include "harness/reach/identify_subjects.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// One sampler at one shape on one target, on its way.
struct Job {
  const SamplerSource* source;
  CompiledShape shape;
  bool padding;  // of another job's vocabulary
  CompilationPlan plan;
};

// A variant of a job that compiled, on its way: its requests are those from `first_request`.
struct VariantJob {
  std::size_t saved;
  VariantPlan plan;
  std::size_t first_request;
};

// What came of one.
struct Saved {
  const SamplerSource* source = nullptr;
  CompiledRecord record;
  std::string file;  // of the record; only its name where records are not kept
  bool padding = false;
  std::vector<Saved> variants;
};

constexpr std::size_t kNamedSamplers = 4;  // of more, a notice says how many

void add_notice(const std::string& text, Subjects& subjects) {
  std::vector<std::string>& notices = subjects.notices;
  if (std::find(notices.begin(), notices.end(), text) == notices.end()) notices.push_back(text);
}

void add_note(const std::string& sampler, const ReadNote& note, Subjects& subjects) {
  std::vector<SamplerNote>& notes = subjects.notes;
  auto known = std::find_if(notes.begin(), notes.end(), [&](const SamplerNote& each) {
    return each.sampler == sampler && each.text == note.text;
  });
  if (known == notes.end()) known = notes.insert(known, {sampler, note.text, {}});
  std::vector<std::string>& about = known->about;
  if (std::find(about.begin(), about.end(), note.about) == about.end()) {
    about.push_back(note.about);
  }
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Every shape has a program object of its own: campaigns know their subject by it. A user's
// function may be another sampler for another target before optimization already: JAX itself lowers
// some functions (cumsum) differently for each.
Subject& subject_for(const SamplerSource& source, const CompiledShape& shape,
                     const std::shared_ptr<const Program>& read, Subjects& subjects) {
  const std::string name = source.name();
  for (Subject& subject : subjects.subjects) {
    if (subject.sampler->name() != name || subject.shape != shape) continue;
    if (read == nullptr || subject.sampler->draft.values == read->draft.values) return subject;
  }
  Subject subject;
  subject.sampler =
      source.program != nullptr ? std::make_shared<const Program>(*source.program) : read;
  subject.shape = shape;
  subjects.subjects.push_back(std::move(subject));
  return subjects.subjects.back();
}

// For what is compiled besides: enough to tell whether it chooses otherwise.
IdentifyOptions briefly(IdentifyOptions options) {
  options.probes_max = std::min(options.probes_max, 12);
  options.probes_quiet = std::min(options.probes_quiet, 4);
  options.fresh = std::min(options.fresh, 8);
  return options;
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
    for (std::size_t at = 0; at < jobs_.size(); ++at) {
      const Job& job = jobs_[at];
      const auto* text = compiled_text(*job.source, job.shape, "", results[at]);
      if (text == nullptr) continue;
      saved.push_back(
          save(*job.source, record_of(*job.source, job.shape, job.plan, *text), job.padding));
      if (request_.variants && !job.padding) plan_variants(saved.size() - 1, job, *text);
    }
    if (stopped_) throw SweepStopped{};
    compile_variants(saved);
    for (const Saved& each : saved) {
      take(each);
      for (const Saved& variant : each.variants) take(variant);
    }
    identify_all();
    return std::move(made_);
  }

 private:
  void say(const std::string& text) const {
    if (request_.on_progress) request_.on_progress(text);
  }

  void plan() {
    for (const SamplerAtShapes& sampler : request_.samplers) {
      try {
        plan_sampler(sampler);
      } catch (const InputError& refusal) {
        if (request_.samplers.size() == 1) throw;
        notice(sampler.source.name() + " is left out: " + refusal.what());
      }
    }
  }

  void plan_sampler(const SamplerAtShapes& sampler) {
    for (const CompiledShape& shape : sampler.shapes) {
      plan_at(sampler.source, shape, false);
      if (!request_.variants) continue;
      for (const CompiledShape& padded : padded_shapes(sampler.source, shape)) {
        plan_at(sampler.source, padded, true);
      }
    }
  }

  void plan_at(const SamplerSource& source, const CompiledShape& shape, bool padding) {
    for (const Target* target : request_.targets) {
      if (shape.ranks > target->ranks_max()) {
        notice(std::string(target->name) + " offers " + std::to_string(target->ranks_max()) +
               " ranks, not " + std::to_string(shape.ranks));
        continue;
      }
      jobs_.push_back(
          {&source, shape, padding,
           plan_compilation(source, *target, shape, request_.numbers, request_.excess_precision)});
    }
  }

  void plan_variants(std::size_t saved, const Job& job, const CompiledText& text) {
    try {
      for (VariantPlan& plan : variant_plans(job.plan, text)) {
        const std::size_t first = variant_requests_.size();
        variant_requests_.insert(variant_requests_.end(), plan.requests.begin(),
                                 plan.requests.end());
        variant_jobs_.push_back({saved, std::move(plan), first});
      }
    } catch (const InputError& error) {
      notice("no variants of " + job.source->name() + ": " + error.what());
    }
  }

  void compile_variants(std::vector<Saved>& saved) {
    const std::vector<CompileResult> results = compilers_.compile_all(
        variant_requests_, [&](const CompileRequest& done, const CompileResult&) {
          say("compiled a variant of " + done.file + " for " + std::string(done.target->name));
        });
    for (const VariantJob& job : variant_jobs_) {
      Saved& own = saved[job.saved];
      std::vector<CompiledText> texts;
      for (std::size_t at = 0; at < job.plan.requests.size(); ++at) {
        const auto* text = compiled_text(*own.source, own.record.shape, job.plan.variant,
                                         results[job.first_request + at]);
        if (text != nullptr) texts.push_back(*text);
      }
      if (texts.size() < job.plan.requests.size()) continue;
      own.variants.push_back(save(*own.source, variant_record(own.record, job.plan, texts), false));
    }
    if (stopped_) throw SweepStopped{};
  }

  void notice(const std::string& text) { add_notice(text, made_); }

  // Null, with a notice, where the compiler refused.
  const CompiledText* compiled_text(const SamplerSource& source, const CompiledShape& shape,
                                    const std::string& variant, const CompileResult& result) {
    const auto* failure = std::get_if<CompileFailure>(&result);
    if (failure == nullptr) return &std::get<CompiledText>(result);
    stopped_ = stopped_ || failure->kind == CompileFailure::Kind::kStopped;
    notice(source.name() + " for " + failure->target + ", " + to_string(shape) +
           (variant.empty() ? "" : ", " + variant) + ": " + failure->message +
           (failure->saved.empty() ? "" : " (see " + failure->saved + ")"));
    return nullptr;
  }

  [[nodiscard]] Saved save(const SamplerSource& source, CompiledRecord record, bool padding) const {
    Saved saved;
    saved.source = &source;
    saved.record = std::move(record);
    saved.padding = padding;
    saved.file = record_file_name(saved.record);
    if (request_.folder.empty()) return saved;
    make_folder(request_.folder);
    saved.file = request_.folder + "/" + saved.file;
    save_file(saved.file, write_record(saved.record));
    return saved;
  }

  // What is inferred of the sampler as it is, is said once.
  void take(const Saved& saved) {
    try {
      const std::vector<SamplerNote> notes = made_.notes;
      add_record(*saved.source, saved.record, saved.file, made_);
      if (saved.padding || !saved.record.variant.empty()) made_.notes = notes;
      for (Subject& subject : made_.subjects) {
        if (saved.padding && subject.shape == saved.record.shape) subject.padding = true;
      }
    } catch (const InputError& error) {
      notice(std::string("not read back: ") + error.what());
    }
  }

  void identify_all() {
    IdentifySubjectsOptions options;
    options.own = request_.identify;
    options.besides = briefly(request_.identify);
    options.jobs = request_.jobs;
    options.on_progress = [this](const Subject& subject) {
      say("identifying " + subject.sampler->name() + ", " + to_string(subject.shape));
    };
    for (const NotIdentified& each : identify_subjects(options, made_.subjects)) {
      if (each.why.empty()) throw SweepStopped{};
      notice("not identified: " + each.record + ": " + each.why);
    }
  }

  const SubjectsRequest& request_;
  Compilers& compilers_;
  std::vector<Job> jobs_;
  std::vector<VariantJob> variant_jobs_;
  std::vector<CompileRequest> variant_requests_;
  bool stopped_ = false;
  Subjects made_;
};

}  // namespace

std::vector<std::string> Subjects::all_notices() const {
  std::vector<std::string> all = notices;
  std::vector<bool> said(notes.size());
  for (std::size_t at = 0; at < notes.size(); ++at) {
    if (said[at]) continue;
    std::vector<std::string> samplers;
    for (std::size_t other = at; other < notes.size(); ++other) {
      if (notes[other].text != notes[at].text || notes[other].about != notes[at].about) continue;
      said[other] = true;
      samplers.push_back(notes[other].sampler);
    }
    const std::string who = samplers.size() > kNamedSamplers
                                ? std::to_string(samplers.size()) + " samplers"
                                : listed(samplers);
    all.push_back(who + ": " + listed(notes[at].about) + ": " + notes[at].text);
  }
  return all;
}

void add_record(const SamplerSource& source, const CompiledRecord& record, const std::string& file,
                Subjects& subjects) {
  ReadBack back = read_back(record, file);
  // A variant's are the sampler's own.
  if (!record.variant.empty()) back.notes.clear();
  for (const ReadNote& note : back.notes) add_note(source.name(), note, subjects);
  CompiledSubject on;
  on.compiled = std::move(back.compiled);
  on.record = file;
  if (source.program != nullptr) {
    for (const Value& value : source.program->values) {
      on.compiled.sampler_scopes.push_back(value.id);
    }
  }
  Subject& subject = subject_for(source, record.shape, back.sampler, subjects);
  subject.on.push_back(std::move(on));
}

Subjects make_subjects(const SubjectsRequest& request, Compilers& compilers) {
  return Maker(request, compilers).run();
}

}  // namespace splitvote
