#include "tests/reference/random_choices.h"

namespace splitvote {

using Ref = ProgramWriter::Ref;

std::string chosen(ProgramWriter& w, std::initializer_list<const char*> words) {
  return *(words.begin() + w.rng().below(words.size()));
}

std::string name_of(Dtype dtype) { return std::string(name(dtype)); }

void maybe(ProgramWriter& w, AttributeMap& attributes, const char* name,
           std::initializer_list<const char*> words) {
  if (w.rng().chance(80)) attributes[name] = word(chosen(w, words));
}

Ref pick_number(ProgramWriter& w) {
  return w.pick([](const TypedValue& v) { return v.dtype != Dtype::kPred; });
}

Ref pick_row(ProgramWriter& w, bool floats_only) {
  const bool batch = w.rng().chance(8);
  return w.pick([&](const TypedValue& v) {
    const bool rows = batch ? v.shape == kRows : v.shape != kScalar && v.shape != kRows;
    return rows && (floats_only ? is_float(v.dtype) : v.dtype != Dtype::kPred);
  });
}

int rows_of(ProgramWriter& w, Ref x) { return w.shape(x) == kRows ? kScalar : kRows; }

Ref other(ProgramWriter& w, Ref x) {
  if (w.rng().chance(15)) return x;
  // Now and then the second operand is the longer one.
  const Ref longer = w.pick([&](const TypedValue& v) {
    return v.dtype == w.dtype(x) && w.begins_with(v.shape, w.shape(x)) && v.shape != w.shape(x);
  });
  if (longer >= 0 && w.rng().chance(25)) return longer;
  return w.fitting(w.dtype(x), w.shape(x));
}

int wider(ProgramWriter& w, Ref a, Ref b) {
  return w.shape_of(a).axes >= w.shape_of(b).axes ? w.shape(a) : w.shape(b);
}

}  // namespace splitvote
