// Binding a program to a layout, logits and parameters.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "src/evaluate/evaluator.h"
#include "src/evaluate/kernels.h"
#include "src/evaluate/rank_groups.h"
#include "src/numeric/rounding.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// Sizes of axes for one rank.
class DimScope {
 public:
  DimScope(const LayoutMap& map, int rows, const std::map<std::string, std::size_t>& counts)
      : map_(map), rows_(rows), counts_(counts) {}

  [[nodiscard]] std::int64_t size(const Dim& dim, int rank) const {
    switch (dim.kind) {
      case DimKind::kConstant:
        return dim.number;
      case DimKind::kBatch:
        return rows_;
      case DimKind::kShard:
        return map_.size(rank);
      case DimKind::kRanks:
        return map_.rank_count();
      case DimKind::kParameter:
        return static_cast<std::int64_t>(counts_.at(dim.parameter));
      case DimKind::kMin:
        return std::min(size(dim.parts[0], rank), size(dim.parts[1], rank));
      case DimKind::kAdd: {
        std::int64_t total = 0;
        for (const Dim& part : dim.parts) total += size(part, rank);
        return total;
      }
      case DimKind::kGathered: {
        std::int64_t total = 0;
        for (int other : gathered_ranks(dim, rank)) total += size(dim.parts[0], other);
        return total;
      }
      case DimKind::kSliced: {
        const std::int64_t whole = size(dim.parts[0], rank);
        const std::int64_t start = std::min(dim.bounds[0], whole);
        const std::int64_t limit = dim.bounds[1] < 0 ? whole : std::min(dim.bounds[1], whole);
        return std::max<std::int64_t>(0, (limit - start + dim.bounds[2] - 1) / dim.bounds[2]);
      }
      case DimKind::kBins:
        return static_cast<std::int64_t>(
            approx_top_k_bins(static_cast<std::size_t>(size(dim.parts[0], rank)), dim.bounds[0],
                              dim.recall_target, dim.bounds[1]));
      case DimKind::kWindowed:
        return window_count(size(dim.parts[0], rank) + dim.bounds[2], dim.bounds[0], dim.bounds[1]);
    }
    return 0;
  }

  [[nodiscard]] Shape shape(const std::vector<Dim>& dims, int rank) const {
    Shape shape;
    for (const Dim& dim : dims)
      shape.sizes[static_cast<std::size_t>(shape.axes++)] =
          static_cast<std::int32_t>(size(dim, rank));
    return shape;
  }

 private:
  // The ranks that are gathered: of one stage, or of the group in `bounds` that holds `rank`.
  [[nodiscard]] std::vector<int> gathered_ranks(const Dim& dim, int rank) const {
    if (dim.bounds.empty()) return map_.group(static_cast<int>(dim.number), rank);
    const std::vector<int> groups(dim.bounds.begin() + 1, dim.bounds.end());
    const std::span<const int> group = group_of(groups, static_cast<int>(dim.bounds[0]), rank);
    return {group.begin(), group.end()};
  }

  const LayoutMap& map_;
  int rows_;
  const std::map<std::string, std::size_t>& counts_;
};

// What a parameter is when neither the case nor the program says.
std::optional<double> standard_default(const std::string& name) {
  if (name == "temperature" || name == "top_p") return 1.0;
  if (name == "min_p") return 0.0;
  if (name == "top_k") return static_cast<double>(std::numeric_limits<std::int32_t>::max());
  return std::nullopt;
}

void check_groups(const std::vector<Value>& values, int rank_count) {
  for (const Value& value : values) {
    for (const Region& region : value.regions) check_groups(region.values, rank_count);
    const std::vector<int>& groups = value.attributes.groups;
    if (groups.empty()) continue;
    const auto count = static_cast<int>(groups.size());
    if (count != rank_count || *std::max_element(groups.begin(), groups.end()) != count - 1) {
      throw InputError("/layout/ranks", std::string(operation(value.opcode).name) + " \"" +
                                            value.id +
                                            "\" names other ranks in its groups than 0 to " +
                                            std::to_string(rank_count - 1));
    }
  }
}

ArrayRef logits_slice(const Value& value, const LayoutMap& map,
                      const std::vector<std::vector<float>>& logits, int rank) {
  Shape shape;
  shape.axes = 2;
  shape.sizes[0] = static_cast<std::int32_t>(logits.size());
  shape.sizes[1] = map.size(rank);
  return make_array(value.elements[0].dtype, shape, [&](Array& out) {
    auto* to = out.fill<float>();
    for (std::size_t row = 0; row < logits.size(); ++row) {
      map.cut(logits[row].data(), rank, to + row * static_cast<std::size_t>(map.size(rank)));
    }
    const Dtype dtype = value.elements[0].dtype;
    if (is_narrow(dtype)) round_array(to, to, out.count(), Narrowing{dtype});
  });
}

// What the program was compiled for is what it is given: rows and slices, and the ranks of every
// group.
void check_compiled_for(const Program& program, const LayoutMap& map, int row_count) {
  const auto& logits = program.values[static_cast<std::size_t>(program.logits)].attributes;
  if (logits.shape) {
    const std::string compiled = program.name() + " was compiled for " +
                                 std::to_string((*logits.shape)[0]) + " rows and " +
                                 std::to_string((*logits.shape)[1]) + " tokens a rank, ";
    if ((*logits.shape)[0] != row_count)
      throw InputError("/logits", compiled + "not for " + std::to_string(row_count) + " rows");
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      if ((*logits.shape)[1] == map.size(rank)) continue;
      throw InputError("/layout", compiled + "not for the " + std::to_string(map.size(rank)) +
                                      " of rank " + std::to_string(rank) + " (padding included)");
    }
  }
  check_groups(program.values, map.rank_count());
}

DistributedRef on_every_rank(const ArrayRef& array, int rank_count) {
  return make_distributed(std::vector<ArrayRef>(static_cast<std::size_t>(rank_count), array));
}

}  // namespace

DistributedRef make_distributed(std::vector<ArrayRef> arrays) {
  auto value = std::make_shared<Distributed>();
  thread_local std::vector<ContentId> ids;
  ids.clear();
  for (const ArrayRef& each : arrays) ids.push_back(each->id());
  value->arrays = std::move(arrays);
  value->id = content_id_of(ids.data(), ids.size() * sizeof(ContentId));
  return value;
}

std::size_t Distributed::bytes() const {
  std::size_t total = 0;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (i == 0 || arrays[i] != arrays[i - 1]) total += arrays[i]->bytes() + 256;
  }
  return total;
}

Evaluator::Evaluator(const EvaluatorInput& input)
    : program_(input.program),
      map_(*input.layout),
      row_count_(static_cast<int>(input.logits->size())) {
  rank_class_.assign(input.layout->rank_class.begin(), input.layout->rank_class.end());
  for (int rank = 0; rank < rank_count(); ++rank) all_ranks_.push_back(rank);
  check_compiled_for(*program_, map_, row_count_);
  bind_parameters(input);
  bind_shapes(program_->values);
  const Observe& o = program_->observe;
  std::set<int> observed;
  for (int index : {o.candidates_mask, o.candidates_ids, o.top_id, o.top_value, o.draw_id,
                    o.owner_mask, o.travels_id, o.travels_key, o.travels_source}) {
    if (index >= 0) observed.insert(index);
  }
  observed_values_.assign(observed.begin(), observed.end());
}

void Evaluator::bind_parameters(const EvaluatorInput& input) {
  parameters_.resize(program_->values.size());
  for (std::size_t index = 0; index < program_->values.size(); ++index) {
    const Value& value = program_->values[index];
    if (value.opcode == Opcode::kConstant) {
      const ArrayRef scalar = constant_scalar(value.elements[0].dtype, value.attributes.number);
      parameters_[index] = on_every_rank(scalar, rank_count());
      continue;
    }
    if (value.opcode != Opcode::kParameter) continue;
    const std::string& name = value.attributes.parameter_name;
    if (name == "logits") {
      std::vector<ArrayRef> slices;
      for (int rank = 0; rank < rank_count(); ++rank)
        slices.push_back(logits_slice(value, map_, *input.logits, rank));
      parameters_[index] = make_distributed(std::move(slices));
      continue;
    }
    const Dtype dtype = value.elements[0].dtype;
    const Shape shape = value.attributes.shape ? shape_of(*value.attributes.shape) : Shape{};
    if (name == "seed") {
      const ArrayRef seed = make_array(dtype, shape, [&](Array& out) {
        if (dtype == Dtype::kU64) {
          *out.fill<std::uint64_t>() = input.seed;
        } else {
          out.fill<std::uint32_t>()[0] = static_cast<std::uint32_t>(input.seed >> 32);
          out.fill<std::uint32_t>()[1] = static_cast<std::uint32_t>(input.seed);
        }
      });
      parameters_[index] = on_every_rank(seed, rank_count());
      continue;
    }
    std::optional<double> number;
    if (const auto given = input.numbers.find(name); given != input.numbers.end())
      number = given->second;
    if (!number) number = value.attributes.default_number;
    if (!number) number = standard_default(name);
    if (!number)
      throw InputError("/params/" + name, program_->name() + " needs a number for this parameter");
    const ArrayRef scalar = constant_scalar(dtype, *number);
    const bool repeated = value.attributes.shape.has_value();
    parameters_[index] =
        on_every_rank(repeated ? broadcast_array(*scalar, shape) : scalar, rank_count());
    if (is_integer(dtype)) {
      const int bits =
          std::min(31, info(dtype).storage_bits - (info(dtype).kind == DtypeKind::kSigned ? 1 : 0));
      counts_[name] = static_cast<std::size_t>(std::clamp(*number, 0.0, std::ldexp(1.0, bits) - 1));
    }
  }
}

void Evaluator::bind_shapes(const std::vector<Value>& values) {
  const DimScope scope(map_, row_count_, counts_);
  for (const Value& value : values) {
    for (const Region& region : value.regions) bind_shapes(region.values);
    const std::vector<Dim>* dims = nullptr;
    if (value.opcode == Opcode::kIota || value.opcode == Opcode::kBroadcast)
      dims = &value.elements[0].shape;
    if (value.opcode == Opcode::kGetDimensionSize) {
      dims = &values[static_cast<std::size_t>(value.operands[0])].elements[0].shape;
    }
    if (dims == nullptr) continue;
    for (int rank = 0; rank < rank_count(); ++rank)
      shapes_[&value].push_back(scope.shape(*dims, rank));
  }
}

std::size_t Evaluator::bound_count(const Count& count) const {
  return count.parameter.empty() ? static_cast<std::size_t>(count.number)
                                 : counts_.at(count.parameter);
}

}  // namespace splitvote
