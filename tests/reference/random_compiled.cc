#include "tests/reference/random_compiled.h"

#include <algorithm>
#include <array>
#include <string>

#include "src/program/input_error.h"
#include "tests/reference/concrete_steps.h"

namespace splitvote {
namespace {

using Ref = ConcreteWriter::Ref;

// Any value as whole numbers of `[rows, n]`: a difference in any bit is seen.
Ref bits_by_row(ConcreteWriter& w, Ref x, std::int64_t rows) {
  const std::int64_t count = element_count(w.at(x).shape);
  if (w.at(x).shape.empty()) {
    x = w.broadcast(x, {rows, 1}, {});
  } else if (count % rows == 0) {
    x = w.reshape(x, {rows, count / rows});
  } else {
    x = w.broadcast(w.reshape(x, {count}), {rows, count}, {1});
  }
  const Dtype dtype = w.at(x).dtype;
  if (is_float(dtype)) {
    x = w.convert(x, Dtype::kFloat32);
    return w.add("bitcast_convert", {x}, {{"dtype", word("u32")}}, Dtype::kU32, w.at(x).shape);
  }
  return w.convert(x, Dtype::kU32);
}

ProgramDraft written(std::uint64_t seed, int pinned_share) {
  Rng rng(seed, 7);
  ProgramDraft draft;
  draft.name = "compiled_" + std::to_string(seed);
  const std::int64_t rows = rng.between(1, 3);
  const std::int64_t tokens = rng.chance(90) ? rng.between(1, 12) : rng.between(13, 300);
  ConcreteWriter w(rng, "v", rng.between(1, 6), pinned_share);
  const auto parameter = [&](const std::string& name, Dtype dtype, const Sizes& shape) {
    w.add("parameter", {},
          {{"name", word(name)},
           {"dtype", word(std::string(splitvote::name(dtype)))},
           {"shape", shape}},
          dtype, shape);
  };
  parameter("logits", w.float_dtype(), {rows, tokens});
  if (rng.chance(50)) parameter("temperature", w.float_dtype(), {rows});
  if (rng.chance(30)) parameter("top_k", w.integer_dtype(), {rows});
  if (rng.chance(30)) parameter("seed", Dtype::kU32, {2});
  const std::size_t length = rng.between<std::size_t>(4, 24);
  while (w.size() < length) write_concrete_step(w, 2);
  std::vector<Ref> parts;
  for (int i = rng.between(1, 3); i > 0; --i) {
    const auto picked =
        w.pick([](const ConcreteValue& v) { return element_count(v.shape) <= 4096; });
    parts.push_back(bits_by_row(w, static_cast<Ref>(picked), rows));
  }
  std::int64_t width = 0;
  for (const Ref part : parts) width += w.at(part).shape[1];
  const Ref ids = w.add("concatenate", parts, {}, Dtype::kU32, {rows, width});
  draft.observe.entries["candidates"] = {{"ids", w.at(ids).id}};
  const auto top = w.pick([&](const ConcreteValue& v) {
    const bool column = v.shape.size() == 2 && v.shape[1] == 1;
    return is_integer(v.dtype) && !v.shape.empty() && v.shape[0] == rows &&
           (v.shape.size() == 1 || column);
  });
  if (top >= 0) draft.observe.entries["top"] = {{"id", w.at(static_cast<Ref>(top)).id}};
  draft.values = std::move(w.values());
  return draft;
}

}  // namespace

ProgramDraft random_compiled_program(std::uint64_t seed, int site_count_max) {
  for (const int pinned_share : {0, 40, 80, 100}) {
    ProgramDraft draft = written(seed, pinned_share);
    try {
      if (check_program(draft).site_count() <= site_count_max) return draft;
    } catch (const InputError& error) {
      if (error.expectation().find("sites") == std::string::npos) throw;
    }
  }
  return random_compiled_program(seed + 0x9e3779b97f4a7c15U, site_count_max);
}

}  // namespace splitvote
