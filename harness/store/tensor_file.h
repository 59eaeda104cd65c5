// Rows of logits out of a .safetensors or .npy file: bfloat16, float16 or float32, widened to
// float32.
//
// 1. `FILE[:TENSOR][:ROW]` is taken apart: the longest prefix that is a file is FILE; a last part
// of digits is the row, "all" every row.
// 2. The header says dtype and shape; leading dimensions are flattened into rows, the last one is
// the vocabulary.
// 3. Only the wanted rows are read: such files hold gigabytes.
// Formats: https://github.com/huggingface/safetensors (README, "Format"); NumPy NEP 1, versions 1.0
// and 2.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/numeric/dtype.h"

namespace splitvote {

struct TensorPlace {
  std::string file;
  std::string tensor;               // empty: the file's only tensor
  std::optional<std::int64_t> row;  // absent with `every_row` false: row 0
  bool every_row = false;

  friend bool operator==(const TensorPlace&, const TensorPlace&) = default;
};

// Throws InputError when no prefix of `text` is a file, or when a part is neither tensor nor row.
TensorPlace parse_tensor_place(const std::string& text);

struct TensorRows {
  Dtype dtype = Dtype::kFloat32;
  std::int64_t row_count = 0;            // rows of the tensor
  std::int64_t first_row = 0;            // of the tensor, that `rows` begins with
  std::vector<std::vector<float>> rows;  // [row][column], every bit as the dtype's number
  std::vector<std::string> notices;      // what was assumed; the command line prints them
};

// Refuses more than `rows_max` rows or `columns_max` columns. Throws InputError naming file, tensor
// or byte, and what was expected.
TensorRows read_tensor_rows(const TensorPlace& place, std::int64_t rows_max,
                            std::int64_t columns_max);

}  // namespace splitvote
