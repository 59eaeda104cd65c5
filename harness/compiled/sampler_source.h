// What is compiled: a sampler program, or a function of a user's own JAX file.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "harness/compiled/record.h"
#include "harness/compilers/compiled.h"
#include "harness/identify/fit.h"
#include "src/hlo/roles.h"
#include "src/program/program.h"

namespace splitvote {

struct SamplerSource {
  std::shared_ptr<const Program> program;  // null: a user's function
  // FILE.py:FUNCTION, and its arguments, in which `batch` and `vocab` stand for the compiled sizes:
  // "bf16[batch,vocab],f32[]".
  std::string file, function, arguments;
  std::string text;                    // of the file
  HloRoles roles;                      // of a user's function, where they are said
  std::optional<CompiledShape> shape;  // the only one that the program serves; nothing: any

  // "sampling.py:sample", or the program's name.
  [[nodiscard]] std::string name() const;
};

// Whether the text is FILE.py:FUNCTION.
bool names_function(const std::string& text);

// "FILE.py:FUNCTION", read; or a program (program_file.h). Throws InputError, also for roles of
// what has none to be given.
SamplerSource load_sampler_source(const std::string& text, const std::string& arguments,
                                  const HloRoles& roles = {});

// What a function's source leaves open, arguments and roles, as they were when it was recorded.
void complete_from(const CompiledRecord& record, SamplerSource& source);

// One compilation and what will be needed to read its HLO.
struct CompilationPlan {
  CompileRequest request;
  std::vector<std::string> parameters, outputs;  // roles; empty: to be inferred
  std::map<std::string, double> numbers;         // counts that are compiled in
};

// Throws InputError for a program that cannot be written as JAX at this shape. `numbers` gives
// counts (top_k) their values.
CompilationPlan plan_compilation(const SamplerSource& source, const Target& target,
                                 const CompiledShape& shape,
                                 const std::map<std::string, double>& numbers,
                                 bool excess_precision);

// What came of it, as a record. Throws InputError, place --parameters or --outputs, where more or
// fewer roles were given than the function has arguments or results.
CompiledRecord record_of(const SamplerSource& source, const CompiledShape& shape,
                         const CompilationPlan& plan, const CompiledText& text);

}  // namespace splitvote
