#include "harness/identify/where_it_starts.h"

#include <cstdint>
#include <map>
#include <vector>

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

using Arrays = std::vector<ArrayRef>;  // [rank]

// u and r of every value that was evaluated; of a tuple its first array.
struct Numbers {
  std::vector<Arrays> u, r;  // [value]
};

Numbers numbers_of(const Case& test_case, const Plan& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  const Program& program = *test_case.program;
  Numbers numbers{std::vector<Arrays>(program.values.size()),
                  std::vector<Arrays>(program.values.size())};
  const auto ranks = static_cast<std::ptrdiff_t>(test_case.layout.rank_count());
  run(evaluator, plan, [&](int index, const DistributedRef& u) {
    const auto at = static_cast<std::size_t>(index);
    const Value& value = program.values[at];
    numbers.u[at].assign(u->arrays.begin(), u->arrays.begin() + ranks);
    const bool differs = !value.is_tuple && value.elements[0].may_differ;
    const DistributedRef r = differs ? evaluator.rounded(u, value.elements[0].narrowing) : u;
    numbers.r[at].assign(r->arrays.begin(), r->arrays.begin() + ranks);
  });
  return numbers;
}

// Axes of one element aside: elements stand in the same order.
std::vector<std::int32_t> sizes_of(const Shape& shape) {
  std::vector<std::int32_t> sizes;
  for (int axis = 0; axis < shape.axes; ++axis) {
    const std::int32_t size = shape.sizes[static_cast<std::size_t>(axis)];
    if (size != 1) sizes.push_back(size);
  }
  return sizes;
}

bool same_shape(const Arrays& a, const Arrays& b) {
  for (std::size_t rank = 0; rank < a.size(); ++rank) {
    const bool same = sizes_of(a[rank]->shape()) == sizes_of(b[rank]->shape()) &&
                      a[rank]->bytes() == b[rank]->bytes() &&
                      is_float(a[rank]->dtype()) == is_float(b[rank]->dtype());
    if (!same) return false;
  }
  return !a.empty();
}

// Bit for bit; dtypes and shapes aside, which an array's id knows.
bool same_bits(const Arrays& a, const Arrays& b) {
  for (std::size_t rank = 0; rank < a.size(); ++rank) {
    const ContentId x = content_id_of(a[rank]->as<std::byte>(), a[rank]->bytes());
    const ContentId y = content_id_of(b[rank]->as<std::byte>(), b[rank]->bytes());
    if (!(x == y)) return false;
  }
  return true;
}

}  // namespace

std::string where_it_starts(const Case& test_case, const CompiledProgram& compiled,
                            const Plan& plan) {
  // The sampler has the compiled number of rows too: shapes are compared.
  const Case sampler_case = fitted(test_case, test_case.program, compiled.as.shape);
  const Numbers written = numbers_of(sampler_case, plan);
  const Numbers made =
      numbers_of(fitted(test_case, compiled.program, compiled.as.shape), all_rounded(1));
  std::map<std::string, std::vector<std::size_t>> by_scope;
  for (std::size_t index = 0; index < compiled.scopes.size(); ++index) {
    if (!made.u[index].empty() && !compiled.scopes[index].empty())
      by_scope[compiled.scopes[index]].push_back(index);
  }
  const Program& sampler = *test_case.program;
  for (std::size_t value = 0; value < sampler.values.size(); ++value) {
    const auto scope = by_scope.find(compiled.sampler_scopes[value]);
    if (scope == by_scope.end() || written.u[value].empty()) continue;
    bool comparable = false, agrees = false;
    std::size_t last = 0;
    for (const std::size_t index : scope->second) {
      if (!same_shape(made.r[index], written.u[value])) continue;
      comparable = true;
      last = index;
      agrees = agrees || same_bits(made.r[index], written.u[value]) ||
               same_bits(made.r[index], written.r[value]);
    }
    if (comparable && !agrees) return compiled.instructions[last];
  }
  return "";
}

}  // namespace splitvote
