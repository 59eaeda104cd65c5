// The real compilers: from the cache where they were asked the same before, otherwise from helper
// processes. A compiler that crashes, hangs or talks costs one compilation.
//
// A compilation takes: 1. the targets' compiler versions, from a helper's greeting; 2. a look into
// the cache; 3. an answer from a helper that is free. A helper that died or was given up is
// replaced when it is next needed, and its request is saved beside the cache.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/compilers/cache.h"
#include "harness/compilers/compiled.h"
#include "harness/compilers/helper.h"

namespace splitvote {

struct CompilersOptions {
  std::string python;                            // python.h
  std::string folder = Cache::default_folder();  // of cache, saved failures and the helper's files
  int processes = 1;                             // about 0.5 GB each
  double timeout_seconds = 120;                  // of one compilation; a sort on TPU takes ten
  bool reuse = true;                             // what the cache has
  const std::atomic<bool>* stop = nullptr;
};

class Compilers {
 public:
  explicit Compilers(CompilersOptions options);
  ~Compilers();

  // The package that compiling for the target lacks; empty where it has all. Starts a helper if
  // none was, and throws InputError and CompilingStopped as Helper does.
  std::string missing(const Target& target);
  // "libtpu 0.0.52"; empty when it is not installed.
  std::string compiler_of(const Target& target);

  // May be called from several threads; waits for a helper that is free. Throws InputError only for
  // what is wrong with the Python itself.
  CompileResult compile(const CompileRequest& request);

  // Over how many of the request's devices its source is spread: those of the mesh that it makes,
  // or one. It is lowered for that and not compiled. Nothing where it cannot be: compiling says
  // why.
  std::optional<int> ranks_of(const CompileRequest& request);

  // All of them, by as many threads as there are processes; results in the order of requests.
  // `on_progress`, one call at a time, after each. After a stop the rest are kStopped.
  using OnProgress = std::function<void(const CompileRequest&, const CompileResult&)>;
  std::vector<CompileResult> compile_all(std::span<const CompileRequest> requests,
                                         const OnProgress& on_progress);

 private:
  class Loan;

  std::optional<CompileFailure> refusal_of(const CompileRequest& request);
  CompileResult ask(const CompileRequest& request, const Fields& fields);
  const Fields& greeting();
  Fields fields_of(const CompileRequest& request);

  CompilersOptions options_;
  Cache cache_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Helper>> idle_;  // null: to be started
  Fields greeting_;
};

}  // namespace splitvote
