#include <algorithm>
#include <string>

#include "tests/reference/random_steps.h"

namespace splitvote {
namespace {

using Ref = ProgramWriter::Ref;

// Floats over the rank's slice: what samplers mostly work on.
Ref slice_values(ProgramWriter& w) {
  return w.pick([](const TypedValue& v) { return is_float(v.dtype) && v.shape == kShardSlice; });
}

// A convert pair: float32 to narrow and back, as a source that stores in a narrow dtype has it.
void write_cast_pair(ProgramWriter& w) {
  const Ref x = w.pick_float(-1);
  const Dtype to = w.rng().chance(70) ? Dtype::kBfloat16 : w.random_float_dtype();
  const Ref narrow = w.convert(w.convert(x, Dtype::kFloat32), Narrowing{to});
  if (w.rng().chance(70)) w.convert(narrow, Narrowing{Dtype::kFloat32});
}

void write_temperature(ProgramWriter& w) {
  const Ref x = slice_values(w);
  const Ref t = w.fitting(w.dtype(x), kScalar);
  w.add("divide", {x, t}, {}, w.dtype(x), w.shape(x), ResultKind::kArithmetic);
}

Ref reduced(ProgramWriter& w, Ref x, const std::string& kind) {
  const ResultKind result = kind == "maximum" ? ResultKind::kSelecting : ResultKind::kArithmetic;
  return w.add("reduce", {x}, {{"kind", word(kind)}}, w.dtype(x), kRows, result);
}

Ref all_reduced(ProgramWriter& w, Ref x, const std::string& kind) {
  const ResultKind result = kind == "maximum" ? ResultKind::kSelecting : ResultKind::kArithmetic;
  return w.add("all_reduce", {x}, {{"kind", word(kind)}}, w.dtype(x), w.shape(x), result);
}

// Each shard's maximum, the maximum of all, and what reaches it.
void write_keep_maximum(ProgramWriter& w) {
  const Ref x = slice_values(w);
  const Ref all = all_reduced(w, reduced(w, x, "maximum"), "maximum");
  const std::string direction = w.rng().chance(50) ? "GE" : "EQ";
  w.add_exact("compare", {x, all}, {{"direction", word(direction)}}, Dtype::kPred, kShardSlice);
}

void write_softmax(ProgramWriter& w) {
  const Ref x = slice_values(w);
  const Ref all = all_reduced(w, reduced(w, x, "maximum"), "maximum");
  const Ref shifted =
      w.add("subtract", {x, all}, {}, w.dtype(x), kShardSlice, ResultKind::kArithmetic);
  const Ref e =
      w.add("exponential", {shifted}, {}, w.dtype(x), kShardSlice, ResultKind::kArithmetic);
  const Ref total = all_reduced(w, reduced(w, e, "sum"), "sum");
  w.add("divide", {e, total}, {}, w.dtype(x), kShardSlice, ResultKind::kArithmetic);
}

Ref global_ids(ProgramWriter& w, Ref like) {
  const Ref local =
      w.add_exact("iota", {}, {{"like", word(w.value(like).id)}}, Dtype::kS32, w.shape(like));
  const Ref offset = w.add_exact("shard_offset", {}, {}, Dtype::kS32, kScalar);
  return w.add_exact("add", {local, offset}, {}, Dtype::kS32, w.shape(like));
}

Ref gathered(ProgramWriter& w, Ref x) {
  ShapeClass made = w.shape_of(x);
  made.axes = 2;
  made.uniform = true;
  made.gathers += 2;
  const int from = w.shape(x) == kRows ? kColumn : w.shape(x);
  return w.add("all_gather", {x}, {}, w.dtype(x), w.derived_shape(from, "gather", made),
               ResultKind::kSelecting);
}

// Local top-k, candidates and their ids gathered, a nucleus of them kept.
void write_gather_candidates(ProgramWriter& w) {
  Ref x = slice_values(w);
  if (w.value(x).may_differ && !w.sites_left()) x = w.barrier(x);
  const std::int64_t k = w.rng().between<std::int64_t>(1, 6);
  const int shape = w.derived_shape(kShardSlice, "top_k " + std::to_string(k), w.shape_of(x));
  TypedValue values = w.value(x);
  values.shape = shape;
  const auto best = w.add_tuple("top_k", {x}, {{"k", whole(k)}}, {},
                                {values, {"", Dtype::kS32, shape, false, {}}});
  const Ref offset = w.add_exact("shard_offset", {}, {}, Dtype::kS32, kScalar);
  const Ref ids = w.add_exact("add", {best[1], offset}, {}, Dtype::kS32, shape);
  const Ref all_values = gathered(w, best[0]), all_ids = gathered(w, ids);
  const Ref key =
      w.value(all_values).may_differ && !w.sites_left() ? w.barrier(all_values) : all_values;
  const auto sorted = w.add_tuple("sort", {key, all_ids}, {{"direction", word("descending")}}, {},
                                  {w.value(key), w.value(all_ids)});
  if (w.rng().chance(50)) {
    const Ref sum = w.add("cumsum", {sorted[0]}, {}, w.dtype(sorted[0]), w.shape(sorted[0]),
                          ResultKind::kArithmetic);
    const Ref bound = w.fitting(w.dtype(sum), kRows);
    w.add_exact("compare", {sum, bound}, {{"direction", word("LE")}}, Dtype::kPred, w.shape(sum));
  }
}

// (value, id) in one unsigned 64-bit key, whose maximum over all ranks carries the id.
void write_packed_key(ProgramWriter& w) {
  const Ref x = w.convert(slice_values(w), Dtype::kFloat32);
  const Ref bits =
      w.add_exact("bitcast_convert", {x}, {{"dtype", word("u32")}}, Dtype::kU32, kShardSlice);
  const Ref shift = w.constant(31, Dtype::kU32);
  const Ref sign =
      w.add_exact("shift_right_arithmetic", {bits, shift}, {}, Dtype::kU32, kShardSlice);
  const Ref top_bit = w.constant(2147483648.0, Dtype::kU32);
  const Ref flip = w.add_exact("or", {sign, top_bit}, {}, Dtype::kU32, kShardSlice);
  const Ref key =
      w.convert(w.add_exact("xor", {bits, flip}, {}, Dtype::kU32, kShardSlice), Dtype::kU64);
  const Ref high =
      w.add_exact("shift_left", {key, w.constant(32, Dtype::kU64)}, {}, Dtype::kU64, kShardSlice);
  const Ref id = w.convert(global_ids(w, x), Dtype::kU64);
  const Ref packed = w.add_exact("or", {high, id}, {}, Dtype::kU64, kShardSlice);
  const Ref best = all_reduced(w, reduced(w, packed, "maximum"), "maximum");
  const Ref low =
      w.add_exact("and", {best, w.constant(4294967295.0, Dtype::kU64)}, {}, Dtype::kU64, kRows);
  w.convert(low, Dtype::kS32);
}

// A maximum and its id exchanged as two float lanes of one array.
void write_float_lanes(ProgramWriter& w) {
  const Ref x = slice_values(w);
  const Ref best = reduced(w, x, "maximum");
  Ref source = x;
  if (w.value(source).may_differ && !w.sites_left()) source = w.barrier(source);
  const Ref at = w.add_exact("argmax", {source}, {}, Dtype::kS32, kRows);
  const Ref offset = w.add_exact("shard_offset", {}, {}, Dtype::kS32, kScalar);
  const Ref id = w.convert(w.add_exact("add", {at, offset}, {}, Dtype::kS32, kRows), w.dtype(best));
  const int pair = w.derived_shape(
      kScalar, "concatenate " + std::to_string(kColumn) + " " + std::to_string(kColumn),
      {2, true, 0, 2});
  const Ref lanes =
      w.add("concatenate", {best, id}, {}, w.dtype(best), pair, ResultKind::kSelecting);
  const Ref all = gathered(w, lanes);
  const Ref values =
      w.add("slice", {all}, {{"stride", whole(2)}}, w.dtype(all),
            w.derived_shape(w.shape(all), "lanes", w.shape_of(all)), ResultKind::kSelecting);
  const Ref ids = w.add("slice", {all}, {{"start", whole(1)}, {"stride", whole(2)}}, w.dtype(all),
                        w.shape(values), ResultKind::kSelecting);
  const Ref whole_ids = w.convert(ids, Dtype::kS32);
  const Ref winner = w.add_exact("argmax", {values}, {}, Dtype::kS32, kRows);
  w.add("gather", {whole_ids, winner}, {}, Dtype::kS32, kRows, ResultKind::kExact);
}

// Gumbel noise on the scores, and the id of the largest.
void write_gumbel_draw(ProgramWriter& w) {
  const Ref x = slice_values(w);
  const Ref ids = global_ids(w, x);
  const Ref seed = w.fitting(Dtype::kU64, kScalar);
  const Ref u = w.add_exact("threefry_uniform", {seed, ids}, {}, Dtype::kFloat32, kShardSlice);
  const Ref tiny = w.constant(0x1p-126, Dtype::kFloat32);
  const auto unary = [&](const char* op, Ref of) {
    return w.add(op, {of}, {}, Dtype::kFloat32, kShardSlice, ResultKind::kExact);
  };
  const Ref positive = w.add_exact("maximum", {u, tiny}, {}, Dtype::kFloat32, kShardSlice);
  const Ref noise = unary("negate", unary("log", unary("negate", unary("log", positive))));
  const Ref scores = w.add("add", {w.convert(x, Dtype::kFloat32), noise}, {}, Dtype::kFloat32,
                           kShardSlice, ResultKind::kExact);
  const Ref narrow = w.rng().chance(50) ? w.convert(scores, Narrowing{Dtype::kBfloat16}) : scores;
  Ref source = narrow;
  if (w.value(source).may_differ && !w.sites_left()) source = w.barrier(source);
  const Ref at = w.add_exact("argmax", {source}, {}, Dtype::kS32, kRows);
  w.add_exact("gather", {ids, at}, {}, Dtype::kS32, kRows);
}

// Inverse CDF: how many partial sums the random number reaches.
void write_inverse_cdf_draw(ProgramWriter& w) {
  const Ref p = slice_values(w);
  const Ref sums = w.add("cumsum", {p}, {}, w.dtype(p), kShardSlice, ResultKind::kArithmetic);
  const Ref counter = w.exactly(Dtype::kS32, kRows);
  const Ref seed = w.fitting(Dtype::kU64, kScalar);
  const Ref u = w.add_exact("threefry_uniform", {seed, counter}, {{"counter", word("raw")}},
                            Dtype::kFloat32, kRows);
  const Ref reached = w.add_exact("compare", {sums, w.convert(u, w.dtype(sums))},
                                  {{"direction", word("LE")}}, Dtype::kPred, kShardSlice);
  const Ref ones = w.convert(reached, Dtype::kS32);
  w.add_exact("reduce", {ones}, {{"kind", word("sum")}}, Dtype::kS32, kRows);
}

// A global threshold by bit search on float32 scores.
void write_threshold(ProgramWriter& w) {
  const Ref x = w.convert(slice_values(w), Dtype::kFloat32);
  const Ref k = w.constant(static_cast<double>(w.rng().between(1, 6)), Dtype::kS32);
  const Ref cut = w.add_exact("bit_search_threshold", {x}, {{"target", word(w.value(k).id)}},
                              Dtype::kFloat32, kRows);
  w.add_exact("compare", {x, cut}, {{"direction", word("GE")}}, Dtype::kPred, kShardSlice);
}

}  // namespace

const std::vector<RandomStep>& sampler_steps() {
  static const std::vector<RandomStep> kSteps = {
      {20, write_cast_pair},  {10, write_temperature},       {12, write_keep_maximum},
      {8, write_softmax},     {10, write_gather_candidates}, {5, write_packed_key},
      {6, write_float_lanes}, {5, write_gumbel_draw},        {5, write_inverse_cdf_draw},
      {4, write_threshold}};
  return kSteps;
}

}  // namespace splitvote
