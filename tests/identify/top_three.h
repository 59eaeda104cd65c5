// A sampler that selects, and how libtpu lowers that: y = x / t, and the tokens that reach its
// third largest.
#pragma once

#include <memory>
#include <string>

#include "tests/identify/greedy.h"

namespace splitvote {

inline std::shared_ptr<const Program> top_three() {
  return program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "y", "op": "divide", "of": ["logits", "t"]},
         {"id": "third", "op": "kth_value", "of": ["y"], "k": 3},
         {"id": "keep", "op": "compare", "of": ["y", "third"], "direction": "GE"})",
      kKept);
}

// As libtpu writes it below 65,536 tokens (corpus/compiled/tpu-v5e/top_k.py_top_k_tp-*): number and
// index in one integer, of which `kept_bits` are read back as the number.
inline CompiledProgram compiled_top_three(const CompiledShape& shape, const std::string& quotient,
                                          const std::string& kept_bits) {
  CompiledProgram compiled;
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "rounded", "op": "reduce_precision", "of": ["div"], "to": "bfloat16"},
         {"id": "bits", "op": "bitcast_convert", "of": [")" +
          quotient + R"("], "dtype": "s32"},
         {"id": "magnitude", "op": "constant", "value": 2147483647, "dtype": "s32"},
         {"id": "unsigned", "op": "and", "of": ["bits", "magnitude"]},
         {"id": "all", "op": "constant", "value": 31, "dtype": "s32"},
         {"id": "sign", "op": "shift_right_arithmetic", "of": ["bits", "all"]},
         {"id": "ordered", "op": "xor", "of": ["unsigned", "sign"]},
         {"id": "lower", "op": "constant", "value": 65535, "dtype": "s32"},
         {"id": "filled", "op": "or", "of": ["ordered", "lower"]},
         {"id": "index", "op": "iota", "like": "filled"},
         {"id": "key", "op": "xor", "of": ["filled", "index"]},
         {"id": "third", "op": "kth_value", "of": ["key"], "k": 3},
         {"id": "unsigned.1", "op": "and", "of": ["third", "magnitude"]},
         {"id": "sign.1", "op": "shift_right_arithmetic", "of": ["third", "all"]},
         {"id": "plain", "op": "xor", "of": ["unsigned.1", "sign.1"]},
         {"id": "upper", "op": "constant", "value": )" +
          kept_bits + R"(, "dtype": "s32"},
         {"id": "cut", "op": "and", "of": ["plain", "upper"]},
         {"id": "value", "op": "bitcast_convert", "of": ["cut"], "dtype": "float32"},
         {"id": "keep", "op": "compare", "of": ["rounded", "value"], "direction": "GE"})",
      kKept);
  const std::size_t count = compiled.program->values.size();
  compiled.scopes.assign(count, "");
  compiled.instructions.assign(count, "");
  const auto sampler = top_three();
  for (const Value& value : sampler->values) compiled.sampler_scopes.push_back(value.id);
  compiled.as = {"tpu-v5e", "libtpu 0.0.52", "", shape, ""};
  return compiled;
}

}  // namespace splitvote
