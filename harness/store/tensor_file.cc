#include "harness/store/tensor_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <utility>

#include "harness/store/random_access_file.h"
#include "harness/store/tensor_header.h"
#include "src/numeric/rounding.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kSafetensors = ".safetensors";

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool all_digits(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// Both formats are little-endian.
std::uint32_t bits_of(const unsigned char* bytes, std::size_t count) {
  std::uint32_t bits = 0;
  for (std::size_t byte = 0; byte < count; ++byte)
    bits |= static_cast<std::uint32_t>(bytes[byte]) << (8 * byte);
  return bits;
}

float widened(Dtype dtype, const unsigned char* bytes) {
  switch (dtype) {
    case Dtype::kBfloat16:
      return bfloat16_from_bits(static_cast<std::uint16_t>(bits_of(bytes, 2)));
    case Dtype::kFloat16:
      return float16_from_bits(static_cast<std::uint16_t>(bits_of(bytes, 2)));
    default:
      return std::bit_cast<float>(bits_of(bytes, 4));
  }
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

// "tensor lm.logits" or "array": how errors name it.
InputError fault(const TensorHeader& header, const std::string& expectation) {
  return {header.name.empty() ? "array" : "tensor " + header.name, expectation};
}

TensorRows read_rows(const RandomAccessFile& file, const TensorHeader& header,
                     const TensorPlace& place, std::int64_t rows_max, std::int64_t columns_max) {
  if (header.shape.empty() || header.shape.back() <= 0) {
    throw fault(header, "expected a shape whose last dimension is the vocabulary, found " +
                            shape_text(header.shape));
  }
  const std::int64_t columns = header.shape.back();
  if (columns > columns_max) {
    throw fault(header, "expected a vocabulary of at most " + std::to_string(columns_max) +
                            ", found shape " + shape_text(header.shape));
  }
  TensorRows result;
  result.dtype = header.dtype;
  result.notices = header.notices;
  result.row_count = 1;
  for (std::size_t axis = 0; axis + 1 < header.shape.size(); ++axis)
    result.row_count *= header.shape[axis];
  result.first_row = place.every_row ? 0 : place.row.value_or(0);
  const std::int64_t wanted = place.every_row ? result.row_count : 1;
  if (result.row_count == 0)
    throw fault(header, "expected at least one row, found shape " + shape_text(header.shape));
  if (result.first_row + wanted > result.row_count) {
    throw fault(header, "expected a row in 0.." + std::to_string(result.row_count - 1) +
                            " of shape " + shape_text(header.shape) + ", found row " +
                            std::to_string(result.first_row));
  }
  if (wanted > rows_max) {
    throw fault(header, "expected at most " + std::to_string(rows_max) + " rows, found " +
                            std::to_string(wanted) + "; name one row, FILE:TENSOR:ROW");
  }
  const std::int64_t width = info(header.dtype).storage_bits / 8;
  std::vector<unsigned char> bytes(static_cast<std::size_t>(columns * width));
  for (std::int64_t row = 0; row < wanted; ++row) {
    file.read(header.data_begin + (result.first_row + row) * columns * width, bytes);
    std::vector<float>& numbers = result.rows.emplace_back(static_cast<std::size_t>(columns));
    for (std::size_t column = 0; column < numbers.size(); ++column) {
      numbers[column] =
          widened(header.dtype, bytes.data() + column * static_cast<std::size_t>(width));
    }
  }
  return result;
}

}  // namespace

TensorPlace parse_tensor_place(const std::string& text) {
  TensorPlace place;
  std::size_t end = text.size();
  while (!is_file(text.substr(0, end))) {
    end = end == 0 ? std::string::npos : text.rfind(':', end - 1);
    if (end == std::string::npos) {
      const std::string file = text.substr(0, text.find(':'));
      throw InputError("", "expected a .safetensors or .npy file, found no such file", file);
    }
  }
  place.file = text.substr(0, end);
  std::string rest = end == text.size() ? "" : text.substr(end + 1);
  const std::size_t colon = rest.rfind(':');
  const std::string last = colon == std::string::npos ? rest : rest.substr(colon + 1);
  if (last == "all" || all_digits(last)) {
    place.every_row = last == "all";
    if (!place.every_row) {
      std::int64_t row = 0;
      if (std::from_chars(last.data(), last.data() + last.size(), row).ec != std::errc{} ||
          row > INT32_MAX) {
        throw InputError("row " + last, "expected a row of the tensor, at most 2147483647",
                         place.file);
      }
      place.row = row;
    }
    rest = colon == std::string::npos ? "" : rest.substr(0, colon);
  }
  place.tensor = rest;
  if (!place.tensor.empty() && !ends_with(place.file, kSafetensors)) {
    throw InputError("tensor " + place.tensor,
                     "expected no tensor name: only .safetensors files name tensors", place.file);
  }
  return place;
}

TensorRows read_tensor_rows(const TensorPlace& place, std::int64_t rows_max,
                            std::int64_t columns_max) {
  try {
    const RandomAccessFile file(place.file);
    const TensorHeader header = ends_with(place.file, kSafetensors)
                                    ? read_safetensors_header(file, place.tensor)
                                    : read_npy_header(file);
    return read_rows(file, header, place, rows_max, columns_max);
  } catch (const InputError& error) {
    throw error.in_file(place.file);
  }
}

}  // namespace splitvote
