#include "harness/compilers/answer.h"

#include <cstdlib>
#include <sstream>

namespace splitvote {
namespace {

int number(std::string_view text) { return std::atoi(std::string(text).c_str()); }

// "NAME SHAPE SHARD whole|axis:N|other"
CompiledArray read_array(const std::string& text) {
  CompiledArray array;
  std::string how;
  std::istringstream(text) >> array.name >> array.shape >> array.shard >> how;
  const std::string kAxis = "axis:";
  if (how.rfind(kAxis, 0) == 0) {
    array.sharding = CompiledArray::Sharding::kAxis;
    array.axis = number(how.substr(kAxis.size()));
  } else if (how != "whole") {
    array.sharding = CompiledArray::Sharding::kOther;
  }
  return array;
}

CompileFailure read_failure(const Fields& request, const Fields& answer) {
  CompileFailure failure;
  failure.target = text_of(request, "target");
  const std::string_view kind = text_of(answer, "failure");
  if (kind == "source") failure.kind = CompileFailure::Kind::kSource;
  if (kind == "arguments") failure.kind = CompileFailure::Kind::kArguments;
  const std::string_view message = text_of(answer, "message");
  failure.message = first_line(message);
  failure.line = number(text_of(answer, "line"));
  failure.log = text_of(answer, "trace");
  if (failure.log.empty()) failure.log = message;
  return failure;
}

}  // namespace

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

CompileResult read_answer(const Fields& request, const Fields& answer) {
  if (!text_of(answer, "failure").empty()) return read_failure(request, answer);
  CompiledText compiled;
  compiled.target = text_of(request, "target");
  compiled.compiler = text_of(request, "compiler");
  compiled.jax = text_of(request, "jax");
  for (const std::string& option : texts_of(request, "option")) {
    compiled.flags += (compiled.flags.empty() ? "" : " ") + option;
  }
  compiled.ranks = number(text_of(answer, "ranks"));
  for (const std::string& text : texts_of(answer, "argument")) {
    compiled.arguments.push_back(read_array(text));
  }
  for (const std::string& text : texts_of(answer, "output")) {
    compiled.outputs.push_back(read_array(text));
  }
  compiled.unoptimized = text_of(answer, "unoptimized");
  compiled.optimized = text_of(answer, "optimized");
  compiled.seconds = std::atof(std::string(text_of(answer, "seconds")).c_str());
  return compiled;
}

}  // namespace splitvote
