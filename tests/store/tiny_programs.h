// Small programs, as text, that the store's tests read.
#pragma once

#include <string>

namespace splitvote {

// Two sites: keep:y and keep:m. Every kind of attribute but bool.
inline std::string tiny_program_text() {
  return R"({
  "format": "splitvote-program",
  "version": 1,
  "name": "tiny",
  "description": "keeps what equals the maximum",
  "source": "tests/store",
  "grade_dtype": "bfloat16",
  "values": [
    {"id": "x", "op": "parameter", "name": "logits", "dtype": "float32"},
    {"id": "t", "op": "parameter", "name": "temperature", "dtype": "float32", "default": 1.0},
    {"id": "k", "op": "parameter", "name": "top_k", "dtype": "s32"},
    {"id": "extra", "op": "parameter", "name": "extra", "dtype": "float32"},
    {"id": "xb", "op": "convert", "of": ["x"], "dtype": "bfloat16"},
    {"id": "tb", "op": "convert", "of": ["t"], "dtype": "bfloat16"},
    {"id": "y", "op": "divide", "of": ["xb", "tb"]},
    {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
    {"id": "M", "op": "all_reduce", "of": ["m"], "kind": "maximum"},
    {"id": "keep", "op": "compare", "of": ["y", "M"], "direction": "GE"}
  ],
  "observe": {"candidates": {"mask": "keep"}},
  "promises": ["keeps_maximum"]
}
)";
}

}  // namespace splitvote
