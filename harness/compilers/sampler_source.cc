#include "harness/compilers/sampler_source.h"

#include <cctype>
#include <utility>

#include "harness/store/save.h"
#include "src/jax/write_jax.h"

namespace splitvote {

SamplerSource source_of(const Program& program, const JaxShapes& shapes) {
  JaxSource jax = write_jax(program, shapes);
  SamplerSource source;
  source.name = program.name();
  const int vocab_size = shapes.tokens_per_rank * shapes.ranks;
  source.shape = "batch " + std::to_string(shapes.batch) + ", vocab " + std::to_string(vocab_size) +
                 ", " + std::to_string(shapes.ranks) + (shapes.ranks == 1 ? " rank" : " ranks");
  source.request.source = std::move(jax.text);
  source.request.file = program.name() + ".py";
  source.request.ranks = shapes.ranks;
  source.parameters = std::move(jax.parameters);
  source.outputs = std::move(jax.outputs);
  return source;
}

std::optional<FileFunction> parse_file_function(const std::string& text) {
  const std::string kEnding = ".py:";
  const std::size_t at = text.rfind(kEnding);
  if (at == std::string::npos || at == 0) return std::nullopt;
  FileFunction found = {text.substr(0, at + kEnding.size() - 1), text.substr(at + kEnding.size())};
  if (found.function.empty()) return std::nullopt;
  return found;
}

SamplerSource source_of(const FileFunction& function, const std::string& arguments, int ranks) {
  SamplerSource source;
  source.name = function.function;
  source.shape = arguments.empty() ? "as annotated" : arguments;
  source.request.source = read_file(function.file);
  source.request.file = function.file;
  source.request.function = function.function;
  source.request.arguments = arguments;
  source.request.ranks = ranks;
  return source;
}

std::string with_sizes(const std::string& arguments, int batch, int vocab_size) {
  const auto in_word = [&arguments](std::size_t at) {
    return at < arguments.size() && (std::isalnum(static_cast<unsigned char>(arguments[at])) != 0);
  };
  std::string text;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const bool alone = (at == 0 || !in_word(at - 1)) && !in_word(at + 1);
    if (alone && arguments[at] == 'B') {
      text += std::to_string(batch);
    } else if (alone && arguments[at] == 'V') {
      text += std::to_string(vocab_size);
    } else {
      text += arguments[at];
    }
  }
  return text;
}

std::vector<Compilation> compile_all(Compilers& compilers, std::span<const SamplerSource> sources,
                                     std::span<const Target* const> targets,
                                     const std::function<void()>& on_progress) {
  std::vector<Compilation> compilations;
  std::vector<CompileRequest> requests;
  for (const SamplerSource& source : sources) {
    for (const Target* target : targets) {
      compilations.push_back({&source, target, {}});
      requests.push_back(source.request);
      requests.back().target = target;
    }
  }
  std::vector<CompileResult> results = compilers.compile_all(
      requests, [&on_progress](const CompileRequest&, const CompileResult&) { on_progress(); });
  for (std::size_t at = 0; at < results.size(); ++at) {
    compilations[at].result = std::move(results[at]);
  }
  return compilations;
}

}  // namespace splitvote
