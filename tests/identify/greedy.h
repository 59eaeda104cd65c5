// A sampler small enough to write down what compilers make of it: y = x / t, and the tokens that
// reach its maximum.
#pragma once

#include <memory>
#include <string>

#include "harness/identify/compiled_program.h"
#include "harness/store/json_program.h"

namespace splitvote {

inline std::shared_ptr<const Program> program_of(const std::string& values,
                                                 const std::string& observe) {
  return read_program(
      R"({"format": "splitvote-program", "version": 1, "name": "greedy", "description": "d",
          "source": "s", "values": [)" +
          values + R"(], "observe": )" + observe +
          R"(, "promises": ["keeps_maximum", "at_least_one"]})",
      "greedy.json");
}

inline const char* const kKept = R"({"candidates": {"mask": "keep"}})";

inline std::shared_ptr<const Program> greedy() {
  return program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "y", "op": "divide", "of": ["logits", "t"]},
         {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
         {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"})",
      kKept);
}

// What the TPU compiler makes of it at batch 8 (shared/hlo/tpu-v5e/cmp_max_B8_V32768.hlo): the
// maximum of rounded quotients, compared with unrounded ones.
inline CompiledProgram compiled_greedy(const CompiledShape& shape) {
  CompiledProgram compiled;
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "rounded", "op": "convert", "of": ["div"], "dtype": "bfloat16"},
         {"id": "max", "op": "reduce", "of": ["rounded"], "kind": "maximum"},
         {"id": "max.1", "op": "convert", "of": ["max"], "dtype": "float32"},
         {"id": "keep", "op": "compare", "of": ["div", "max.1"], "direction": "GE"})",
      kKept);
  compiled.scopes = {"logits", "t", "y", "y", "y", "m", "m", "keep", "keep"};
  for (const Value& value : compiled.program->values) {
    compiled.instructions.push_back("%" + value.id);
  }
  const auto sampler = greedy();
  for (const Value& value : sampler->values) compiled.sampler_scopes.push_back(value.id);
  compiled.as = {"tpu-v5e", "libtpu 0.0.52", "", shape, ""};
  return compiled;
}

}  // namespace splitvote
