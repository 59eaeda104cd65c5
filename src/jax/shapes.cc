#include "src/jax/shapes.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "src/evaluate/kernels.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

bool draws_by_token(const Program& program) {
  return std::any_of(program.values.begin(), program.values.end(), [](const Value& value) {
    return value.needed && value.opcode == Opcode::kThreefryUniform &&
           value.attributes.counter_is_token;
  });
}

std::optional<double> default_of(const Program& program, const std::string& parameter) {
  for (const Value& value : program.values) {
    if (value.opcode == Opcode::kParameter && value.attributes.parameter_name == parameter) {
      return value.attributes.default_number;
    }
  }
  return std::nullopt;
}

std::int64_t count_of(const Program& program, const JaxShapes& shapes,
                      const std::string& parameter) {
  if (const auto given = shapes.counts.find(parameter); given != shapes.counts.end()) {
    return given->second;
  }
  if (const std::optional<double> number = default_of(program, parameter)) {
    return static_cast<std::int64_t>(std::clamp(*number, 0.0, 2147483647.0));
  }
  throw InputError("/params/" + parameter,
                   "expected a number: a compiled " + program.name() + " has it built in");
}

}  // namespace

JaxShapes shapes_of(const Program& program, const Layout& layout, int batch,
                    std::map<std::string, std::int64_t> counts) {
  const LayoutMap map(layout);
  for (int rank = 1; rank < map.rank_count(); ++rank) {
    if (map.size(rank) != map.size(0)) {
      throw InputError("/layout/shard_sizes",
                       "expected shards of one size, padding included: one compiled program serves "
                       "all ranks");
    }
  }
  if (layout.gather_stages.size() > 1) {
    throw InputError("/layout/gather_stages",
                     "expected one stage: the compiled program gathers over all ranks at once");
  }
  if (draws_by_token(program)) {
    for (std::int32_t id = 0; id < map.padded_size(); ++id) {
      if (map.token_of(id) == id) continue;
      throw InputError("/layout", "expected contiguous shards in order and without padding: " +
                                      program.name() + " draws by token");
    }
  }
  return {batch, map.size(0), map.rank_count(), std::move(counts)};
}

std::string constant_name(const std::string& parameter) {
  std::string name;
  for (const char c : parameter) {
    const auto letter = static_cast<unsigned char>(c);
    name += std::isalnum(letter) != 0 ? static_cast<char>(std::toupper(letter)) : '_';
  }
  const bool taken = name == "BATCH" || name == "TOKENS_PER_RANK" || name == "RANKS" || name == "P";
  return taken || std::isdigit(static_cast<unsigned char>(name[0])) != 0 ? "COUNT_" + name : name;
}

JaxSizes::JaxSizes(const Program& program, const JaxShapes& shapes) : shapes_(shapes) {
  for (const auto& [what, number] : {std::pair{"batch", shapes.batch},
                                     {"tokens_per_rank", shapes.tokens_per_rank},
                                     {"ranks", shapes.ranks}}) {
    if (number < 1) throw InputError(std::string("/") + what, "expected a positive number");
  }
  for (const Value& value : program.values) {
    const std::string& parameter = value.attributes.count.parameter;
    if (!parameter.empty()) counts_[parameter] = count_of(program, shapes, parameter);
  }
}

std::int64_t JaxSizes::count(const Count& count) const {
  return count.parameter.empty() ? count.number : counts_.at(count.parameter);
}

std::int64_t JaxSizes::size(const Dim& dim) const {
  switch (dim.kind) {
    case DimKind::kConstant:
      return dim.number;
    case DimKind::kBatch:
      return shapes_.batch;
    case DimKind::kShard:
      return shapes_.tokens_per_rank;
    case DimKind::kRanks:
      return shapes_.ranks;
    case DimKind::kParameter:
      return counts_.at(dim.parameter);
    case DimKind::kMin:
      return std::min(size(dim.parts[0]), size(dim.parts[1]));
    case DimKind::kAdd: {
      std::int64_t total = 0;
      for (const Dim& part : dim.parts) total += size(part);
      return total;
    }
    case DimKind::kGathered:
      return size(dim.parts[0]) * (dim.bounds.empty() ? shapes_.ranks : dim.bounds[0]);
    case DimKind::kSliced: {
      const std::int64_t whole = size(dim.parts[0]);
      const std::int64_t start = std::min(dim.bounds[0], whole);
      const std::int64_t limit = dim.bounds[1] < 0 ? whole : std::min(dim.bounds[1], whole);
      return std::max<std::int64_t>(0, (limit - start + dim.bounds[2] - 1) / dim.bounds[2]);
    }
    case DimKind::kBins:
      return static_cast<std::int64_t>(
          approx_top_k_bins(static_cast<std::size_t>(size(dim.parts[0])), dim.bounds[0],
                            dim.recall_target, dim.bounds[1]));
    case DimKind::kWindowed:
      return window_count(size(dim.parts[0]) + dim.bounds[2], dim.bounds[0], dim.bounds[1]);
  }
  return 0;
}

std::string JaxSizes::text(const Dim& dim) const {
  switch (dim.kind) {
    case DimKind::kBatch:
      return "BATCH";
    case DimKind::kShard:
      return "TOKENS_PER_RANK";
    case DimKind::kRanks:
      return "RANKS";
    case DimKind::kParameter:
      return constant_name(dim.parameter);
    case DimKind::kMin:
      return text(size(dim.parts[0]) <= size(dim.parts[1]) ? dim.parts[0] : dim.parts[1]);
    case DimKind::kGathered:
      if (!dim.bounds.empty()) return std::to_string(size(dim));
      return "RANKS * " + text(dim.parts[0]);
    default:
      return std::to_string(size(dim));
  }
}

std::string JaxSizes::text(const std::vector<Dim>& shape) const {
  std::string list;
  for (const Dim& dim : shape) list += (list.empty() ? "" : ", ") + text(dim);
  return "(" + list + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace splitvote
