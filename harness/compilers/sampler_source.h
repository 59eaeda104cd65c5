// A sampler as something to compile, at one shape: a program, or a function of a Python file.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/compilers/compilers.h"
#include "src/jax/shapes.h"
#include "src/program/program.h"

namespace splitvote {

struct SamplerSource {
  std::string name;        // of the program or function
  std::string shape;       // "batch 8, vocab 32768, 4 ranks"; of a function: its arguments as given
  CompileRequest request;  // without a target
  // Of a program: what its arguments and results are (src/jax/write_jax.h).
  std::vector<std::string> parameters, outputs;
};

// Throws InputError as write_jax does.
SamplerSource source_of(const Program& program, const JaxShapes& shapes);

// "sampling.py:Sampler.step"; nothing for other text.
struct FileFunction {
  std::string file, function;
};
std::optional<FileFunction> parse_file_function(const std::string& text);
// Reads the file. `arguments` and `ranks` as in CompileRequest. Throws InputError.
SamplerSource source_of(const FileFunction& function, const std::string& arguments, int ranks);

// Axes spelled B and V as numbers: "bf16[B,V],f32[]" -> "bf16[8,32768],f32[]".
std::string with_sizes(const std::string& arguments, int batch, int vocab_size);

struct Compilation {
  const SamplerSource* source = nullptr;
  const Target* target = nullptr;
  CompileResult result;
};

// Every source for every target, in that order; `on_progress` after each, one call at a time.
std::vector<Compilation> compile_all(Compilers& compilers, std::span<const SamplerSource> sources,
                                     std::span<const Target* const> targets,
                                     const std::function<void()>& on_progress);

}  // namespace splitvote
