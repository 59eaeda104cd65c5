#include "harness/store/json_logits.h"

#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "harness/case/case_limits.h"
#include "harness/store/base64.h"
#include "harness/store/tensor_file.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::size_t kDecimalsMax = 4096;  // more numbers than this are for machines: base64

constexpr std::array<std::pair<BackgroundKind, std::string_view>, 5> kBackgroundNames = {{
    {BackgroundKind::kConstant, "constant"},
    {BackgroundKind::kNormal, "normal"},
    {BackgroundKind::kUniform, "uniform"},
    {BackgroundKind::kZipf, "zipf"},
    {BackgroundKind::kQuantized, "quantized"},
}};

std::int32_t bounded(const JsonPlace& place, std::string_view meaning, std::int32_t least,
                     std::int32_t most) {
  return static_cast<std::int32_t>(place.integer(meaning, least, most));
}

std::int32_t vocab_size_of(const JsonPlace& place) {
  return bounded(place.member("vocab_size", "the vocabulary's size"), "the vocabulary's size", 1,
                 kVocabSizeMax);
}

std::int32_t row_count_of(const JsonPlace& place) {
  const auto rows = place.optional_member("rows");
  return rows.has_value() ? bounded(*rows, "the rows", 1, kRowCountMax) : 1;
}

void check_counts(const JsonPlace& place, std::size_t rows, std::size_t columns) {
  if (rows < 1 || rows > static_cast<std::size_t>(kRowCountMax)) {
    place.refuse("1.." + std::to_string(kRowCountMax) + " rows");
  }
  if (columns < 1 || columns > static_cast<std::size_t>(kVocabSizeMax)) {
    place.refuse("rows of 1.." + std::to_string(kVocabSizeMax) + " numbers");
  }
}

void read_values(const JsonPlace& place, ReadLogits& result) {
  const Json::Items* items = place.value().items();
  if (items == nullptr || items->empty()) place.refuse("a list of rows, or of one row's numbers");
  if (items->front().items() == nullptr) {
    result.logits.values.push_back(place.floats("one row"));
  } else {
    for (const JsonPlace& row : place.items("rows")) {
      result.logits.values.push_back(row.floats("one row"));
      if (result.logits.values.back().size() != result.logits.values.front().size()) {
        row.refuse("as many numbers as row 0 has (" +
                   std::to_string(result.logits.values.front().size()) + ")");
      }
    }
  }
  check_counts(place, result.logits.values.size(), result.logits.values.front().size());
}

void read_bits(const JsonPlace& place, ReadLogits& result) {
  place.allow_only({"bits", "rows", "vocab_size"});
  const auto rows = static_cast<std::size_t>(row_count_of(place));
  const auto columns = static_cast<std::size_t>(vocab_size_of(place));
  const JsonPlace member = place.member("bits", "base64");
  const auto bytes = from_base64(member.string("base64 of little-endian float32"));
  if (!bytes.has_value() || bytes->size() != rows * columns * 4) {
    const std::string found =
        bytes.has_value() ? std::to_string(bytes->size()) + " bytes" : "no base64";
    member.fault("expected base64 of rows * vocab_size * 4 = " +
                 std::to_string(rows * columns * 4) + " bytes, found " + found);
  }
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<float>& numbers = result.logits.values.emplace_back();
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t at = (row * columns + column) * 4;
      std::uint32_t bits = 0;
      for (std::size_t i = 0; i < 4; ++i)
        bits |= static_cast<std::uint32_t>((*bytes)[at + i]) << (8 * i);
      numbers.push_back(std::bit_cast<float>(bits));
    }
  }
}

float finite(const JsonPlace& place, std::string_view meaning) {
  const float number = place.float32(meaning);
  if (!std::isfinite(number)) place.refuse(std::string(meaning) + ", a finite number");
  return number;
}

Background background_of(const JsonPlace& place) {
  place.allow_only({"kind", "seed", "center", "scale"});
  Background background;
  const JsonPlace kind = place.member("kind", "constant, normal, uniform, zipf or quantized");
  bool known = false;
  for (const auto& [value, name] : kBackgroundNames) {
    if (kind.string("a distribution") != name) continue;
    background.kind = value;
    known = true;
  }
  if (!known) kind.refuse("constant, normal, uniform, zipf or quantized");
  if (const auto seed = place.optional_member("seed"))
    background.seed = seed->unsigned_integer("a seed");
  if (const auto center = place.optional_member("center"))
    background.center = finite(*center, "the center");
  if (const auto scale = place.optional_member("scale"))
    background.scale = finite(*scale, "the scale");
  return background;
}

void read_background(const JsonPlace& place, ReadLogits& result) {
  place.allow_only({"vocab_size", "rows", "background", "planted"});
  Logits& logits = result.logits;
  logits.rows = row_count_of(place);
  if (place.optional_member("vocab_size")) result.vocab_size = vocab_size_of(place);
  const std::int32_t tokens = result.vocab_size > 0 ? result.vocab_size : kVocabSizeMax;
  if (const auto member = place.optional_member("background"))
    logits.background = background_of(*member);
  const auto planted = place.optional_member("planted");
  if (!planted.has_value()) return;
  const std::vector<JsonPlace> entries = planted->items("planted values");
  if (entries.size() > static_cast<std::size_t>(kPlantedCountMax)) {
    planted->refuse("at most " + std::to_string(kPlantedCountMax) + " planted values");
  }
  for (const JsonPlace& entry : entries) {
    const std::vector<JsonPlace> parts = entry.items("[token, value] or [row, token, value]");
    if (parts.size() != 2 && parts.size() != 3)
      entry.refuse("[token, value] or [row, token, value]");
    const std::size_t at = parts.size() - 2;
    Planted& one = logits.planted.emplace_back();
    if (at == 1) one.row = bounded(parts[0], "a row", 0, logits.rows - 1);
    one.token = bounded(parts[at], "a token", 0, tokens - 1);
    one.value = parts[at + 1].float32("a logit");
  }
}

void read_tensor(const JsonPlace& place, const std::string& folder, ReadLogits& result) {
  place.allow_only({"file", "tensor", "row"});
  TensorPlace tensor;
  tensor.file = place.member("file", "a tensor file").string("a .safetensors or .npy file");
  if (!folder.empty() && tensor.file.rfind('/', 0) != 0) tensor.file = folder + tensor.file;
  if (const auto name = place.optional_member("tensor"))
    tensor.tensor = name->string("a tensor's name");
  if (const auto row = place.optional_member("row")) {
    const std::string* word = row->value().string();
    tensor.every_row = word != nullptr && *word == "all";
    if (!tensor.every_row) tensor.row = row->integer("a row or \"all\"", 0, INT32_MAX);
  }
  TensorRows rows = read_tensor_rows(tensor, kRowCountMax, kVocabSizeMax);
  result.logits.values = std::move(rows.rows);
  for (const std::string& notice : rows.notices)
    result.notices.push_back(tensor.file + ": " + notice);
}

}  // namespace

ReadLogits logits_of(const JsonPlace& place, const std::string& folder) {
  ReadLogits result;
  if (const auto values = place.optional_member("values")) {
    place.allow_only({"values"});
    read_values(*values, result);
  } else if (place.optional_member("bits")) {
    read_bits(place, result);
  } else if (place.optional_member("file")) {
    read_tensor(place, folder, result);
  } else {
    read_background(place, result);
  }
  if (result.logits.explicit_values()) {
    result.logits.rows = static_cast<std::int32_t>(result.logits.values.size());
    result.vocab_size = static_cast<std::int32_t>(result.logits.values.front().size());
  }
  return result;
}

namespace {

Json json_of_values(const Logits& logits, std::int32_t vocab_size) {
  Json object = Json::object();
  const std::size_t count = logits.values.size() * static_cast<std::size_t>(vocab_size);
  if (count <= kDecimalsMax) {
    Json rows = Json::array();
    for (const std::vector<float>& row : logits.values) {
      Json numbers = Json::array();
      for (const float number : row) numbers.add(Json::float32(number));
      rows.add(std::move(numbers));
    }
    object.add("values", std::move(rows));
    return object;
  }
  std::vector<std::uint8_t> bytes;
  bytes.reserve(count * 4);
  for (const std::vector<float>& row : logits.values) {
    for (const float number : row) {
      const auto bits = std::bit_cast<std::uint32_t>(number);
      for (int i = 0; i < 4; ++i)
        bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * i) & 0xffU));
    }
  }
  object.add("rows", Json::integer(logits.rows));
  object.add("vocab_size", Json::integer(vocab_size));
  object.add("bits", to_base64(bytes));
  return object;
}

}  // namespace

Json json_of(const Logits& logits, std::int32_t vocab_size) {
  if (logits.explicit_values()) return json_of_values(logits, vocab_size);
  Json object = Json::object();
  object.add("vocab_size", Json::integer(vocab_size));
  if (logits.rows != 1) object.add("rows", Json::integer(logits.rows));
  Json background = Json::object();
  background.add("kind", kBackgroundNames[static_cast<std::size_t>(logits.background.kind)].second);
  background.add("seed", Json::unsigned_integer(logits.background.seed));
  background.add("center", Json::float32(logits.background.center));
  background.add("scale", Json::float32(logits.background.scale));
  object.add("background", std::move(background));
  Json planted = Json::array();
  for (const Planted& one : logits.planted) {
    Json entry = Json::array();
    if (one.row != 0) entry.add(Json::integer(one.row));
    entry.add(Json::integer(one.token));
    entry.add(Json::float32(one.value));
    planted.add(std::move(entry));
  }
  object.add("planted", std::move(planted));
  return object;
}

}  // namespace splitvote
