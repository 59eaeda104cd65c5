#include "tests/reference/concrete_steps.h"

namespace splitvote {
// A counter, how far it goes, and some values that the body changes. Where ranks may count to
// different limits, the body has no collectives.
void write_loop(ConcreteWriter& w, int depth, bool collectives) {
  using Ref = ConcreteWriter::Ref;
  Rng& rng = w.rng();
  const bool apart = !collectives || rng.chance(40);
  Ref limit = w.constant(static_cast<double>(rng.below(5)), Dtype::kS32);
  if (apart) {
    const Ref rank = w.add("partition_id", {}, {}, Dtype::kS32, {});
    limit = w.add("add", {limit, rank}, {}, Dtype::kS32, {});
  }
  std::vector<Ref> carried = {w.constant(0, Dtype::kS32), limit};
  const auto narrow = w.pick(
      [](const ConcreteValue& v) { return is_narrow(v.dtype) && element_count(v.shape) <= 600; });
  if (narrow >= 0 && rng.chance(70)) carried.push_back(static_cast<Ref>(narrow));
  for (int more = rng.between(1, 3); more > 0; --more) {
    carried.push_back(static_cast<Ref>(
        w.pick([](const ConcreteValue& v) { return element_count(v.shape) <= 600; })));
  }
  RegionDraft condition, body;
  ConcreteWriter test(rng, w.prefix() + "c", w.rank_count(), 0);
  ConcreteWriter inside(rng, w.prefix() + "b", w.rank_count(), 0);
  std::vector<ConcreteValue> elements;
  for (std::size_t i = 0; i < carried.size(); ++i) {
    const std::string name = w.prefix() + "p" + std::to_string(i);
    const ConcreteValue& value = w.at(carried[i]);
    condition.parameters.push_back(name);
    body.parameters.push_back(name);
    test.know({name, value.dtype, value.shape});
    inside.know({name, value.dtype, value.shape});
    elements.push_back(value);
  }
  const Ref going = test.add("compare", {0, 1}, {{"direction", word("LT")}}, Dtype::kPred, {});
  condition.values = test.values();
  condition.yields = {test.at(going).id};

  const Ref one = inside.constant(1, Dtype::kS32);
  const Ref next = inside.add("add", {0, one}, {}, Dtype::kS32, {});
  for (int steps = rng.between(1, 5); steps > 0; --steps)
    write_concrete_step(inside, depth, !apart);
  body.yields = {inside.at(next).id, inside.at(1).id};
  for (std::size_t i = 2; i < carried.size(); ++i) {
    const ConcreteValue like = inside.at(i);
    auto made = static_cast<Ref>(inside.pick(
        [&](const ConcreteValue& v) { return v.dtype == like.dtype && v.shape == like.shape; }));
    if (like.dtype != Dtype::kPred && rng.chance(60)) {
      const Ref other = inside.fitting(like.dtype, like.shape);
      made =
          inside.add(rng.chance(50) ? "add" : "maximum", {made, other}, {}, like.dtype, like.shape);
    }
    body.yields.push_back(inside.at(made).id);
  }
  body.values = inside.values();
  w.add_tuple("while", carried, {}, elements, {std::move(condition), std::move(body)}, true);
}

}  // namespace splitvote
