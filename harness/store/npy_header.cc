// The .npy half of tensor_header.h: magic, version, header length, and a Python dictionary of three
// entries.
#include <array>
#include <charconv>

#include "harness/store/tensor_header.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::int64_t kHeaderSizeMax = 65'536;  // three entries; NumPy itself writes 128 bytes

std::string quoted(const std::string& text) { return "'" + text + "'"; }

// What follows 'key': in the dictionary, blanks skipped. The writer fixes quotes, but not the
// order.
std::string after_key(const std::string& text, const std::string& key) {
  std::size_t at = text.find(quoted(key));
  if (at == std::string::npos)
    throw InputError("header", "expected the entry " + quoted(key) + ", found none");
  at = text.find(':', at);
  at = at == std::string::npos ? at : text.find_first_not_of(' ', at + 1);
  if (at == std::string::npos)
    throw InputError("header " + quoted(key), "expected a value, found the end");
  return text.substr(at);
}

std::string descr_of(const std::string& text) {
  const std::string rest = after_key(text, "descr");
  const std::size_t end = rest.find('\'', 1);
  if (rest[0] != '\'' || end == std::string::npos) {
    throw InputError("header 'descr'", "expected '<f4', '<f2' or '<V2', found a record or nothing");
  }
  return rest.substr(1, end - 1);
}

Dtype dtype_of(const std::string& descr, std::vector<std::string>& notices) {
  if (descr == "<f4") return Dtype::kFloat32;
  if (descr == "<f2") return Dtype::kFloat16;
  if (descr == "<V2" || descr == "|V2") {
    notices.push_back("descr " + quoted(descr) +
                      " names no number format; its 2 bytes are taken as bfloat16");
    return Dtype::kBfloat16;
  }
  const std::string found =
      descr.rfind('>', 0) == 0 ? quoted(descr) + ", which is big-endian" : quoted(descr);
  throw InputError("header 'descr'", "expected '<f4', '<f2' or '<V2', found " + found);
}

std::vector<std::int64_t> shape_of(const std::string& text) {
  const std::string rest = after_key(text, "shape");
  const std::size_t end = rest.find(')');
  if (rest[0] != '(' || end == std::string::npos) {
    throw InputError("header 'shape'", "expected a tuple of sizes");
  }
  std::vector<std::int64_t> shape;
  const char* at = rest.data() + 1;
  const char* const last = rest.data() + end;
  while (at < last) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    std::int64_t size = 0;
    const std::from_chars_result result = std::from_chars(at, last, size);
    if (result.ec != std::errc{} || size < 0)
      throw InputError("header 'shape'", "expected a tuple of sizes");
    shape.push_back(size);
    at = result.ptr;
  }
  return shape;
}

}  // namespace

TensorHeader read_npy_header(const RandomAccessFile& file) {
  std::array<unsigned char, 12> start{};
  file.read(0, std::span(start).first(10));
  constexpr std::array<unsigned char, 6> kMagic = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  for (std::size_t byte = 0; byte < kMagic.size(); ++byte) {
    if (start[byte] != kMagic[byte])
      throw InputError("byte 0",
                       "expected a .npy file (\\x93NUMPY) or a name that ends in .safetensors");
  }
  const unsigned version = start[6];
  if (version != 1 && version != 2) {
    throw InputError("byte 6", "expected .npy version 1 or 2, found " + std::to_string(version));
  }
  std::int64_t length = start[8] | (start[9] << 8);
  std::int64_t header_begin = 10;
  if (version == 2) {
    file.read(10, std::span(start).subspan(10, 2));
    length |=
        (static_cast<std::int64_t>(start[10]) << 16) | (static_cast<std::int64_t>(start[11]) << 24);
    header_begin = 12;
  }
  if (length > file.size() - header_begin || length > kHeaderSizeMax) {
    throw InputError("byte 8", "expected the length of a header that the file can hold (" +
                                   std::to_string(file.size() - header_begin) +
                                   " bytes follow), found " + std::to_string(length));
  }
  std::string text(static_cast<std::size_t>(length), ' ');
  file.read(header_begin, std::span(reinterpret_cast<unsigned char*>(text.data()), text.size()));

  TensorHeader header;
  header.dtype = dtype_of(descr_of(text), header.notices);
  if (after_key(text, "fortran_order").rfind("False", 0) != 0) {
    throw InputError("header 'fortran_order'", "expected False (row-major data), found True");
  }
  header.shape = shape_of(text);
  header.data_begin = header_begin + length;
  std::int64_t bytes = info(header.dtype).storage_bits / 8;
  for (const std::int64_t size : header.shape) {
    if (__builtin_mul_overflow(bytes, size, &bytes)) {
      throw InputError("header 'shape'", "expected sizes that fit the file");
    }
  }
  if (bytes > file.size() - header.data_begin) {
    throw InputError("", "expected a file of at least " +
                             std::to_string(header.data_begin + bytes) + " bytes, found " +
                             std::to_string(file.size()) + " (truncated)");
  }
  return header;
}

}  // namespace splitvote
