// The sampler of tests/identify/greedy.h, and what different compilers may make of it.
#pragma once

#include <string>

#include "harness/reach/subject.h"
#include "tests/identify/greedy.h"

namespace splitvote {

inline constexpr CompiledShape kFourRows{.rows = 4, .tokens_per_rank = 512, .ranks = 1};
inline constexpr CompiledShape kOneRow{.rows = 1, .tokens_per_rank = 512, .ranks = 1};

// As compiled_greedy, but what is compared with the maximum is `compared`: a value between the
// quotient "div" and the maximum, computed by `steps`.
inline CompiledProgram greedy_comparing(const std::string& steps, const std::string& compared,
                                        const CompiledShape& shape) {
  CompiledProgram compiled = compiled_greedy(shape);
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "rounded", "op": "convert", "of": ["div"], "dtype": "bfloat16"},
         {"id": "max", "op": "reduce", "of": ["rounded"], "kind": "maximum"},
         {"id": "max.1", "op": "convert", "of": ["max"], "dtype": "float32"},
         )" +
          steps + R"({"id": "keep", "op": "compare", "of": [")" + compared +
          R"(", "max.1"], "direction": "GE"})",
      kKept);
  compiled.scopes = {"logits", "t", "y", "y", "y", "m", "m", "keep"};
  while (compiled.scopes.size() < compiled.program->values.size()) {
    compiled.scopes.push_back("keep");
  }
  compiled.instructions.clear();
  for (const Value& value : compiled.program->values) {
    compiled.instructions.push_back("%" + value.id);
  }
  return compiled;
}

// Every use reads rounded numbers, as at batch 1.
inline CompiledProgram rounded_greedy(const CompiledShape& shape) {
  return greedy_comparing(
      R"({"id": "read", "op": "convert", "of": ["rounded"], "dtype": "float32"},)", "read", shape);
}

// The quotient is cut where the sampler rounds: no plan does this.
inline CompiledProgram truncating_greedy(const CompiledShape& shape) {
  return greedy_comparing(
      R"({"id": "cut", "op": "reduce_precision", "of": ["div"], "to": "bfloat16",
          "rounding": "toward_zero"},)",
      "cut", shape);
}

// Put on a target and identified.
inline CompiledSubject on_target(CompiledProgram compiled, const std::string& target) {
  CompiledSubject on;
  on.compiled = std::move(compiled);
  on.compiled.as.target = target;
  on.identified = identify(greedy(), on.compiled, {});
  return on;
}

inline Subject subject_of(std::vector<CompiledSubject> on, const CompiledShape& shape) {
  Subject subject;
  subject.sampler = greedy();
  subject.shape = shape;
  subject.on = std::move(on);
  return subject;
}

// Normal rows; a temperature at which quotients are seldom bfloat16 numbers.
inline Case random_rows(std::uint64_t seed, int rows) {
  Case test_case;
  test_case.program = greedy();
  test_case.layout = even_layout(512, 1);
  test_case.logits.rows = rows;
  test_case.logits.background = {BackgroundKind::kNormal, seed, 0, 1};
  test_case.parameters.numbers["temperature"] = 0.7;
  return test_case;
}

}  // namespace splitvote
