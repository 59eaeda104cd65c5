#include <string>

#include "tests/reference/random_steps.h"

namespace splitvote {
namespace {

using Ref = ProgramWriter::Ref;

void observe(ProgramWriter& w, const std::string& what, std::map<std::string, std::string> roles) {
  w.draft().observe.entries[what] = std::move(roles);
}

std::string id_of(ProgramWriter& w, Ref ref) { return w.value(ref).id; }

Ref pick_list(ProgramWriter& w) {
  return w.pick([&](const TypedValue& v) {
    return is_integer(v.dtype) && v.shape != kScalar && v.shape != kRows;
  });
}

// A mask of the shape of `ids`: one that is there, or whether they reach some bound.
Ref mask_for(ProgramWriter& w, int shape) {
  const Ref found =
      w.pick([&](const TypedValue& v) { return v.dtype == Dtype::kPred && v.shape == shape; });
  if (found >= 0 && w.rng().chance(80)) return found;
  Ref x = w.pick([&](const TypedValue& v) { return is_float(v.dtype) && v.shape == shape; });
  if (x < 0) x = w.exactly(Dtype::kFloat32, shape);
  const Ref bound = w.fitting(w.dtype(x), shape);
  return w.add_exact("compare", {x, bound}, {{"direction", word("GE")}}, Dtype::kPred, shape);
}

// The bits of floats as ids: any difference in any of them is seen.
Ref bits_of(ProgramWriter& w, Ref x) {
  return w.add_exact("bitcast_convert", {w.convert(x, Dtype::kFloat32)}, {{"dtype", word("u32")}},
                     Dtype::kU32, w.shape(x));
}

void observe_bits(ProgramWriter& w) {
  const Ref list = w.pick([](const TypedValue& v) {
    return is_float(v.dtype) && v.shape != kScalar && v.shape != kRows;
  });
  observe(w, "candidates", {{"ids", id_of(w, bits_of(w, list))}});
  for (const char* what : {"top", "draw"}) {
    const Ref row =
        w.pick([](const TypedValue& v) { return is_float(v.dtype) && v.shape == kRows; });
    if (row >= 0) observe(w, what, {{"id", id_of(w, bits_of(w, row))}});
  }
}

void observe_candidates(ProgramWriter& w) {
  const Ref ids = pick_list(w);
  if (ids < 0 || w.rng().chance(50)) {
    observe(w, "candidates", {{"mask", id_of(w, mask_for(w, kShardSlice))}});
  } else if (w.rng().chance(50)) {
    observe(w, "candidates", {{"ids", id_of(w, ids)}});
  } else {
    observe(w, "candidates",
            {{"mask", id_of(w, mask_for(w, w.shape(ids)))}, {"ids", id_of(w, ids)}});
  }
}

// One integer a row.
Ref row_id(ProgramWriter& w) {
  const Ref found = w.pick([](const TypedValue& v) {
    return is_integer(v.dtype) && (v.shape == kRows || v.shape == kColumn);
  });
  if (found >= 0 && w.rng().chance(80)) return found;
  Ref x = w.pick([](const TypedValue& v) {
    return is_float(v.dtype) && v.shape != kScalar && v.shape != kRows;
  });
  if (w.value(x).may_differ && !w.sites_left()) x = w.barrier(x);
  return w.add_exact("argmax", {x}, {}, Dtype::kS32, kRows);
}

void observe_top(ProgramWriter& w) {
  std::map<std::string, std::string> roles = {{"id", id_of(w, row_id(w))}};
  const Ref value = w.pick([](const TypedValue& v) {
    return is_float(v.dtype) && (v.shape == kRows || v.shape == kColumn);
  });
  if (value >= 0 && w.rng().chance(60)) roles["value"] = id_of(w, value);
  observe(w, "top", std::move(roles));
}

void observe_owner(ProgramWriter& w) {
  const Ref mask = w.pick([](const TypedValue& v) {
    return v.dtype == Dtype::kPred && (v.shape == kRows || v.shape == kColumn);
  });
  observe(w, "owner", {{"mask", id_of(w, mask >= 0 ? mask : mask_for(w, kRows))}});
}

void observe_travels(ProgramWriter& w) {
  const Ref source =
      w.pick([](const TypedValue& v) { return is_float(v.dtype) && v.shape == kShardSlice; });
  if (w.rng().chance(50)) {
    // A pair that does belong together, but for what rounding does.
    const Ref x = source;
    const Ref at = row_id(w);
    if (w.shape(at) == kRows) {
      const Ref key = w.add("gather", {x, at}, {}, w.dtype(x), kRows, ResultKind::kSelecting);
      const Ref offset = w.add_exact("shard_offset", {}, {}, Dtype::kS32, kScalar);
      const Ref id =
          w.add_exact("add", {w.convert(at, Dtype::kS32), offset}, {}, Dtype::kS32, kRows);
      observe(w, "travels",
              {{"id", id_of(w, id)}, {"key", id_of(w, key)}, {"source", id_of(w, source)}});
      return;
    }
  }
  const Ref id =
      w.pick([](const TypedValue& v) { return is_integer(v.dtype) && v.shape != kScalar; });
  if (id < 0) return;
  Ref key =
      w.pick([&](const TypedValue& v) { return is_float(v.dtype) && v.shape == w.shape(id); });
  if (key < 0) key = w.exactly(w.random_float_dtype(), w.shape(id));
  observe(w, "travels",
          {{"id", id_of(w, id)}, {"key", id_of(w, key)}, {"source", id_of(w, source)}});
}

}  // namespace

void write_observe(ProgramWriter& w) {
  Rng& rng = w.rng();
  if (rng.chance(50)) observe_bits(w);
  if (rng.chance(40)) observe_candidates(w);
  if (rng.chance(40)) observe_top(w);
  if (rng.chance(20)) observe(w, "draw", {{"id", id_of(w, row_id(w))}});
  if (rng.chance(30)) observe_owner(w);
  if (rng.chance(30)) observe_travels(w);
  if (w.draft().observe.entries.empty()) observe_top(w);
  if (rng.chance(12))
    w.draft().observe.on_ranks = rng.chance(50) ? std::vector<int>{0} : std::vector<int>{1, 0};
}

}  // namespace splitvote
