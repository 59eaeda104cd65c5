// Programs for tests, written as the JSON a user writes.
#pragma once

#include <memory>
#include <string>

#include "harness/store/json_program.h"
#include "src/program/input_error.h"
#include "src/program/program.h"

namespace splitvote {

// `values` are the JSON objects between the brackets of "values"; `observe` those of "observe".
inline std::shared_ptr<const Program> program_of(const std::string& values,
                                                 const std::string& observe) {
  const std::string text =
      R"({"format": "splitvote-program", "version": 1, "name": "test", "values": [)" + values +
      R"(], "observe": {)" + observe + R"(}, "promises": []})";
  return read_program(text, "test.json");
}

// The line that refusing this program gives; empty when it is accepted.
inline std::string refusal_of(const std::string& values, const std::string& observe) {
  try {
    program_of(values, observe);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

inline const std::string kLogits =
    R"({"id": "x", "op": "parameter", "name": "logits", "dtype": "bfloat16"})";
inline const std::string kLogits32 =
    R"({"id": "x", "op": "parameter", "name": "logits", "dtype": "float32"})";

}  // namespace splitvote
