// What the header of a .safetensors or .npy file says of one tensor: dtype, shape, and where its
// numbers begin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/store/random_access_file.h"
#include "src/numeric/dtype.h"

namespace splitvote {

struct TensorHeader {
  std::string name;  // empty: the format names no tensors
  Dtype dtype = Dtype::kFloat32;
  std::vector<std::int64_t> shape;  // row-major
  std::int64_t data_begin = 0;      // byte of the file
  std::vector<std::string> notices;
};

// `tensor` may be empty when the file holds one tensor. Throws InputError with the place inside the
// file.
TensorHeader read_safetensors_header(const RandomAccessFile& file, const std::string& tensor);
TensorHeader read_npy_header(const RandomAccessFile& file);

}  // namespace splitvote
