// The .safetensors half of tensor_header.h: 8 bytes of header length (little-endian), the header as
// JSON, then the data.
#include <array>
#include <limits>

#include "harness/store/json_place.h"
#include "harness/store/tensor_header.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kMetadata = "__metadata__";
constexpr std::int64_t kHeaderSizeMax = 100'000'000;  // the bound of the format's own reader

Json read_header(const RandomAccessFile& file, std::int64_t& data_begin) {
  constexpr std::int64_t kLengthSize = 8;
  std::array<unsigned char, kLengthSize> bytes{};
  file.read(0, bytes);
  std::uint64_t length = 0;
  for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
    length |= static_cast<std::uint64_t>(bytes[byte]) << (8 * byte);
  }
  const std::int64_t room = file.size() - kLengthSize;
  if (length > static_cast<std::uint64_t>(room) ||
      length > static_cast<std::uint64_t>(kHeaderSizeMax)) {
    throw InputError("byte 0", "expected the length of a header that the file can hold (" +
                                   std::to_string(room) + " bytes follow), found " +
                                   std::to_string(length));
  }
  std::string text(static_cast<std::size_t>(length), ' ');
  file.read(kLengthSize, std::span(reinterpret_cast<unsigned char*>(text.data()), text.size()));
  data_begin = kLengthSize + static_cast<std::int64_t>(length);
  try {
    Json header = parse_json(text);
    if (header.members() == nullptr) JsonPlace(header).refuse("an object of tensors");
    return header;
  } catch (const InputError& error) {
    throw error.place().rfind("line ", 0) == 0
        ? InputError("header, " + error.place(), error.expectation())
        : error.under("header ");
  }
}

std::string some_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShownMax = 5;
  std::string list;
  for (std::size_t at = 0; at < names.size() && at < kShownMax; ++at) {
    if (at > 0) list += ", ";
    list += names[at];
  }
  if (names.size() > kShownMax)
    list += ", and " + std::to_string(names.size() - kShownMax) + " more";
  return list.empty() ? "none" : list;
}

Dtype dtype_of(const JsonPlace& place) {
  const std::string& word = place.string("a dtype");
  if (word == "BF16") return Dtype::kBfloat16;
  if (word == "F16") return Dtype::kFloat16;
  if (word == "F32") return Dtype::kFloat32;
  throw InputError("", "expected dtype BF16, F16 or F32, found " + word);
}

TensorHeader header_of(const JsonPlace& place, std::int64_t data_begin, std::int64_t file_size) {
  TensorHeader header;
  header.dtype = dtype_of(place.member("dtype", "a dtype"));
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  std::int64_t bytes = info(header.dtype).storage_bits / 8;
  for (const JsonPlace& axis : place.member("shape", "the shape").items("the shape")) {
    header.shape.push_back(axis.integer("a size", 0, kMost));
    if (__builtin_mul_overflow(bytes, header.shape.back(), &bytes))
      axis.refuse("a size that fits the file");
  }
  const JsonPlace offsets = place.member("data_offsets", "where the data lie");
  const std::vector<JsonPlace> ends = offsets.items("begin and end of the data");
  if (ends.size() != 2) offsets.refuse("begin and end of the data");
  const std::int64_t begin = ends[0].integer("a byte of the data", 0, kMost / 2);
  const std::int64_t end = ends[1].integer("a byte of the data", begin, kMost / 2);
  if (end - begin != bytes) {
    offsets.fault("expected " + std::to_string(bytes) + " bytes as dtype and shape say, found " +
                  std::to_string(end - begin));
  }
  if (end > file_size - data_begin) {
    throw InputError("", "expected a file of at least " + std::to_string(data_begin + end) +
                             " bytes, found " + std::to_string(file_size) + " (truncated)");
  }
  header.data_begin = data_begin + begin;
  return header;
}

}  // namespace

TensorHeader read_safetensors_header(const RandomAccessFile& file, const std::string& tensor) {
  std::int64_t data_begin = 0;
  const Json document = read_header(file, data_begin);
  std::vector<std::string> names;
  for (const auto& [name, value] : *document.members()) {
    if (name != kMetadata) names.push_back(name);
  }
  if (tensor.empty() && names.size() != 1) {
    throw InputError("tensor", "expected a tensor's name, FILE:TENSOR; the file has " +
                                   std::to_string(names.size()) + ": " + some_names(names));
  }
  const std::string wanted = tensor.empty() ? names.front() : tensor;
  const Json* entry = wanted == kMetadata ? nullptr : document.find(wanted);
  if (entry == nullptr) {
    throw InputError(
        "tensor " + wanted,
        "expected a tensor of this file, found none of this name among " + some_names(names));
  }
  try {
    TensorHeader header = header_of(JsonPlace(*entry), data_begin, file.size());
    header.name = wanted;
    return header;
  } catch (const InputError& error) {
    throw error.under("tensor " + wanted + (error.place().empty() ? "" : " "));
  }
}

}  // namespace splitvote
