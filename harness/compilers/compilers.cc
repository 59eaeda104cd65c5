#include "harness/compilers/compilers.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "harness/compilers/answer.h"
#include "harness/compilers/python.h"
#include "harness/threads/at_once.h"

namespace splitvote {
namespace {

constexpr double kStartSeconds = 60;  // a Python on a cold disk

CompileFailure failure(CompileFailure::Kind kind, const CompileRequest& request,
                       std::string message) {
  CompileFailure failure;
  failure.kind = kind;
  failure.target = request.target->name;
  failure.message = std::move(message);
  return failure;
}

std::string seconds_text(double seconds) {
  std::string text = std::to_string(seconds);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

// A helper for the time of one compilation; returned, or replaced when it is of no more use.
class Compilers::Loan {
 public:
  explicit Loan(Compilers& from) : from_(from) {
    std::unique_lock lock(from_.mutex_);
    from_.freed_.wait(lock, [this] { return !from_.idle_.empty(); });
    // One that runs before one that would have to be started.
    const auto running = std::find_if(from_.idle_.begin(), from_.idle_.end(),
                                      [](const auto& helper) { return helper != nullptr; });
    const auto taken = running == from_.idle_.end() ? from_.idle_.begin() : running;
    helper_ = std::move(*taken);
    from_.idle_.erase(taken);
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  ~Loan() {
    const std::lock_guard lock(from_.mutex_);
    from_.idle_.push_back(std::move(helper_));
    from_.freed_.notify_one();
  }

  Helper& helper() {
    if (helper_ == nullptr) {
      helper_ = std::make_unique<Helper>(from_.options_.python, from_.options_.folder,
                                         Patience{kStartSeconds, from_.options_.stop});
    }
    return *helper_;
  }
  void give_up() { helper_.reset(); }

 private:
  Compilers& from_;
  std::unique_ptr<Helper> helper_;
};

Compilers::Compilers(CompilersOptions options)
    : options_(std::move(options)), cache_(options_.folder) {
  idle_.resize(static_cast<std::size_t>(std::max(1, options_.processes)));
}

Compilers::~Compilers() = default;

const Fields& Compilers::greeting() {
  {
    const std::lock_guard lock(mutex_);
    if (!greeting_.empty()) return greeting_;
  }
  Loan loan(*this);
  Fields greeting = loan.helper().greeting();
  const std::lock_guard lock(mutex_);
  if (greeting_.empty()) greeting_ = std::move(greeting);
  return greeting_;
}

std::string Compilers::missing(const Target& target) {
  for (const std::string_view package : packages_of(target.platform)) {
    if (text_of(greeting(), package).empty()) return std::string(package);
  }
  return "";
}

std::string Compilers::compiler_of(const Target& target) {
  const std::string package(packages_of(target.platform).back());
  const std::string version(text_of(greeting(), package));
  return version.empty() ? "" : package + " " + version;
}

// All that the answer depends on; the helper reads what it needs.
Fields Compilers::fields_of(const CompileRequest& request) {
  const Target& target = *request.target;
  Fields fields = {
      {"target", std::string(target.name)},
      {"compiler", compiler_of(target)},
      {"jax", "jax " + std::string(text_of(greeting(), "jax"))},
      {"jaxlib", std::string(text_of(greeting(), "jaxlib"))},
      {"helper", helper_version()},
      {"platform", std::string(name(target.platform))},
      {"topology", std::string(target.topology_for(request.ranks)->name)},
      {"chip", target.chip_text()},
      {"devices", std::to_string(request.ranks)},
  };
  if (target.platform == Platform::kCpu) {
    fields.push_back({"machine", std::string(text_of(greeting(), "machine"))});
  }
  if (target.platform == Platform::kCuda) {
    fields.push_back({"ptxas", std::string(text_of(greeting(), "ptxas"))});
  }
  const std::string flags = flags_of(request);
  for (std::size_t at = 0; at < flags.size();) {
    const std::size_t end = std::min(flags.find(' ', at), flags.size());
    fields.push_back({"option", flags.substr(at, end - at)});
    at = end + 1;
  }
  fields.push_back({"file", request.file});
  fields.push_back({"function", request.function});
  fields.push_back({"arguments", request.arguments});
  fields.push_back({"source", request.source});
  if (!request.hlo.empty()) fields.push_back({"hlo", request.hlo});
  return fields;
}

// Why no compiler can be asked.
std::optional<CompileFailure> Compilers::refusal_of(const CompileRequest& request) {
  using Kind = CompileFailure::Kind;
  const Target& target = *request.target;
  if (request.ranks < 1 || target.topology_for(request.ranks) == nullptr) {
    return failure(Kind::kArguments, request,
                   "expected 1.." + std::to_string(target.ranks_max()) + " ranks for " +
                       std::string(target.name) + ", found " + std::to_string(request.ranks));
  }
  if (options_.stop != nullptr && *options_.stop)
    return failure(Kind::kStopped, request, "stopped");
  if (const std::string package = missing(target); !package.empty()) {
    return failure(Kind::kNotHere, request,
                   package + " is not installed: " + how_to_install(target.platform));
  }
  return std::nullopt;
}

CompileResult Compilers::compile(const CompileRequest& request) {
  try {
    if (std::optional<CompileFailure> refusal = refusal_of(request)) return std::move(*refusal);
    return ask(request, fields_of(request));
  } catch (const CompilingStopped&) {
    return failure(CompileFailure::Kind::kStopped, request, "stopped");
  }
}

std::optional<int> Compilers::ranks_of(const CompileRequest& request) {
  try {
    if (refusal_of(request)) return std::nullopt;
    Fields fields = fields_of(request);
    fields.push_back({"only", "ranks"});
    const CompileResult result = ask(request, fields);
    const auto* lowered = std::get_if<CompiledText>(&result);
    return lowered != nullptr ? std::optional(lowered->ranks) : std::nullopt;
  } catch (const CompilingStopped&) {
    return std::nullopt;
  }
}

// From the cache, else from a helper.
CompileResult Compilers::ask(const CompileRequest& request, const Fields& fields) {
  using Kind = CompileFailure::Kind;
  if (const std::optional<Fields> kept = options_.reuse ? cache_.find(fields) : std::nullopt) {
    CompileResult result = read_answer(fields, *kept);
    if (CompiledText* compiled = std::get_if<CompiledText>(&result)) compiled->cached = true;
    if (CompileFailure* refusal = std::get_if<CompileFailure>(&result)) {
      refusal->saved = cache_.kept_failure(fields);
    }
    return result;
  }

  Loan loan(*this);
  const Exchange exchange = loan.helper().ask(fields, {options_.timeout_seconds, options_.stop});
  const std::string log = loan.helper().take_log();
  if (exchange.ending == Exchange::Ending::kAnswered) {
    if (const std::optional<Fields> answer = parse_fields(exchange.answer)) {
      CompileResult result = read_answer(fields, *answer);
      CompileFailure* refusal = std::get_if<CompileFailure>(&result);
      if (refusal == nullptr || refusal->kind == Kind::kRefused) cache_.keep(fields, *answer);
      if (refusal != nullptr && refusal->kind == Kind::kRefused) {
        refusal->saved = cache_.keep_failure(
            fields, {{"failure", refusal->message}, {"log", refusal->log + log}});
      }
      return result;
    }
  }
  loan.give_up();
  if (exchange.ending == Exchange::Ending::kStopped) {
    return failure(Kind::kStopped, request, "stopped");
  }
  CompileFailure lost =
      exchange.ending == Exchange::Ending::kTimedOut
          ? failure(Kind::kTimedOut, request,
                    "no answer within " + seconds_text(options_.timeout_seconds) + " s")
          : failure(Kind::kCrashed, request, "the compiler's process ended: " + exchange.death);
  lost.log = log;
  lost.saved = cache_.keep_failure(fields, {{"failure", lost.message}, {"log", log}});
  return lost;
}

std::vector<CompileResult> Compilers::compile_all(std::span<const CompileRequest> requests,
                                                  const OnProgress& on_progress) {
  std::vector<CompileResult> results(requests.size());
  std::mutex one_at_a_time;
  at_once(requests.size(), options_.processes, [&](std::size_t at) {
    results[at] = compile(requests[at]);
    const std::lock_guard lock(one_at_a_time);
    if (on_progress) on_progress(requests[at], results[at]);
  });
  return results;
}

}  // namespace splitvote
