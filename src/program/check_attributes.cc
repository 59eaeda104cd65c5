#include <algorithm>
#include <limits>

#include "src/program/attribute_reader.h"
#include "src/program/checker.h"

namespace splitvote {
namespace {

Combine combine_named(const std::string& word) {
  if (word == "maximum") return Combine::kMaximum;
  if (word == "minimum") return Combine::kMinimum;
  if (word == "sum" || word == "add") return Combine::kSum;
  if (word == "product") return Combine::kProduct;
  if (word == "and") return Combine::kAnd;
  if (word == "or") return Combine::kOr;
  return Combine::kSet;
}

void read_accumulator(const AttributeReader& read, const CheckScope& scope, Attributes& out) {
  out.accumulator = Narrowing{read.dtype("accumulator_dtype", Dtype::kFloat32)};
  if (!is_float(out.accumulator.dtype))
    scope.refuse("/accumulator_dtype", "expected a floating-point dtype");
}

void read_order(const AttributeReader& read, const CheckScope& scope, Attributes& out) {
  const std::string order = read.word("order");
  out.sum_order = order == "pairwise"  ? SumOrder::kPairwise
                  : order == "blocked" ? SumOrder::kBlocked
                  : order == "nested"  ? SumOrder::kNested
                                       : SumOrder::kSequential;
  out.width = static_cast<int>(read.integer("width", 1, 2, 4096));
  const bool of_blocks = out.sum_order == SumOrder::kBlocked || out.sum_order == SumOrder::kNested;
  if (of_blocks != read.has("width")) {
    scope.refuse("", "\"width\" and order \"blocked\" or \"nested\" go together");
  }
  if ((out.width & (out.width - 1)) != 0) scope.refuse("/width", "expected a power of two");
}

void read_sum(const AttributeReader& read, const CheckScope& scope, Attributes& out) {
  read_order(read, scope, out);
  read_accumulator(read, scope, out);
}

void read_groups(const AttributeReader& read, const CheckScope& scope, Attributes& out) {
  constexpr std::int64_t kRankMax = 63;
  if (read.has("groups") != read.has("group_size"))
    scope.refuse("", "\"groups\" and \"group_size\" go together");
  if (!read.has("groups")) return;
  out.groups = read.axes("groups");
  out.group_size = static_cast<int>(read.integer("group_size", 1, 1, kRankMax + 1));
  const bool ranks =
      std::all_of(out.groups.begin(), out.groups.end(), [](int rank) { return rank <= kRankMax; });
  if (!ranks || out.groups.empty() ||
      out.groups.size() % static_cast<std::size_t>(out.group_size) != 0) {
    scope.refuse("/groups", "expected ranks from 0 to " + std::to_string(kRankMax) +
                                ", each once, as many as fill groups of " +
                                std::to_string(out.group_size));
  }
}

// The shape of another value (`like`) or one written down (`shape`, then also `placement`).
void read_shape(const AttributeReader& read, const CheckScope& scope, const std::string& placement,
                Attributes& out) {
  if (read.has("like") == read.has("shape")) {
    scope.refuse("", "expected either the attribute \"like\" or \"shape\"");
  }
  if (read.has("shape") != read.has(placement)) {
    scope.refuse("", "\"shape\" and \"" + placement + "\" go together");
  }
  if (read.has("like")) out.like = scope.find(read.text("like"), "/like");
  out.shape = read.shape();
}

void read_slice(const AttributeReader& read, const CheckScope& scope, Attributes& out) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const bool lists = read.has("starts") || read.has("limits") || read.has("strides");
  if (!lists) {
    out.start = read.integer("start", 0, 0, kMost);
    out.limit = read.integer("limit", -1, 0, kMost);
    out.stride = read.integer("stride", 1, 1, kMost);
    return;
  }
  if (read.has("start") || read.has("limit") || read.has("stride")) {
    scope.refuse("", "expected either start, limit and stride or starts, limits and strides");
  }
  out.starts = read.integers("starts", 0);
  out.limits = read.integers("limits", 0);
  out.strides = read.has("strides") ? read.integers("strides", 1)
                                    : std::vector<std::int64_t>(out.starts.size(), 1);
}

Direction direction_named(const std::string& word) {
  if (word == "GE") return Direction::kGe;
  if (word == "GT") return Direction::kGt;
  if (word == "LE") return Direction::kLe;
  if (word == "LT") return Direction::kLt;
  return word == "EQ" ? Direction::kEq : Direction::kNe;
}

}  // namespace

int CheckScope::find(const std::string& id, const std::string& where) const {
  for (std::size_t index = 0; index < values->size(); ++index) {
    if ((*values)[index].id == id) return static_cast<int>(index);
  }
  refuse(where,
         "no earlier value is called \"" + id + "\" (operands must be defined above their use)");
}

void check_attributes(const ValueDraft& draft, const Operation& row, const CheckScope& scope,
                      Value& value) {
  AttributeReader read(draft, row, scope);
  Attributes& out = value.attributes;
  switch (row.opcode) {
    case Opcode::kParameter:
      out.parameter_name = read.text("name");
      if (read.has("default")) out.default_number = read.number("default", 0);
      out.shape = read.shape();
      break;
    case Opcode::kConstant:
      out.number = read.number("value", 0);
      break;
    case Opcode::kIota:
      read_shape(read, scope, "dimension", out);
      out.dimension = static_cast<int>(read.integer("dimension", -1, 0, kAxisMax - 1));
      break;
    case Opcode::kBroadcast:
      read_shape(read, scope, "dimensions", out);
      if (out.shape) out.dimensions = read.axes("dimensions");
      break;
    case Opcode::kReshape:
      out.shape = read.shape();
      break;
    case Opcode::kTranspose:
      out.dimensions = read.axes("permutation");
      break;
    case Opcode::kCompare:
      out.direction = direction_named(read.word("direction"));
      out.compare_order =
          read.word("order") == "total" ? CompareOrder::kTotal : CompareOrder::kPartial;
      break;
    case Opcode::kConvert:
      out.precision = read.narrowing(read.dtype("dtype", Dtype::kFloat32));
      if (!is_narrow(out.precision.dtype) && (read.has("rounding") || read.has("subnormals"))) {
        scope.refuse(
            "", "rounding and subnormals belong to a convert to a dtype narrower than float32");
      }
      break;
    case Opcode::kReducePrecision:
      out.precision = read.narrowing(read.dtype("to", Dtype::kFloat32));
      if (!is_float(out.precision.dtype)) scope.refuse("/to", "expected a floating-point dtype");
      break;
    case Opcode::kSlice:
      read_slice(read, scope, out);
      break;
    case Opcode::kScatter:
      out.combine = combine_named(read.word("combine"));
      break;
    case Opcode::kGetTupleElement:
      out.index = static_cast<int>(read.integer("index", 0, 0, 1 << 20));
      break;
    case Opcode::kReduce:
      if (draft.regions.empty() != read.has("kind")) {
        scope.refuse("", "reduce has either a \"kind\" or a region");
      }
      out.combine = draft.regions.empty() ? combine_named(read.word("kind")) : Combine::kRegion;
      if (out.combine != Combine::kSum &&
          (read.has("order") || read.has("width") || read.has("accumulator_dtype"))) {
        scope.refuse("", "order, width and accumulator_dtype belong to kind \"sum\"");
      }
      read_sum(read, scope, out);
      break;
    case Opcode::kDivide:
      out.by_reciprocal = read.word("by") == "reciprocal";
      break;
    case Opcode::kArgmax:
      out.tie = read.word("tie") == "last" ? Tie::kHighestIndex : Tie::kLowestIndex;
      out.nan_wins = read.word("nan") == "wins";
      break;
    case Opcode::kCumsum:
      read_sum(read, scope, out);
      break;
    case Opcode::kReduceWindow: {
      constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
      out.combine = combine_named(read.word("kind"));
      out.window = read.integer("size", 1, 1, kMost);
      out.stride = read.integer("stride", 1, 1, kMost);
      out.pad_low = read.integer("pad_low", 0, 0, kMost);
      out.pad_high = read.integer("pad_high", 0, 0, kMost);
      if (out.combine != Combine::kSum && read.has("accumulator_dtype"))
        scope.refuse("", "accumulator_dtype belongs to kind \"sum\"");
      read_accumulator(read, scope, out);
      break;
    }
    case Opcode::kDot:
      read_order(read, scope, out);
      break;
    case Opcode::kSort:
      if (!draft.regions.empty() && (read.has("direction") || read.has("order")))
        scope.refuse("", "direction and order belong to a sort without region");
      out.descending = read.word("direction") == "descending";
      out.key_order = read.word("order") == "numeric" ? KeyOrder::kNumeric : KeyOrder::kTotal;
      break;
    case Opcode::kTopK:
      out.tie = read.word("tie") == "highest" ? Tie::kHighestIndex : Tie::kLowestIndex;
      [[fallthrough]];
    case Opcode::kKthValue:
      out.count = read.count("k");
      out.key_order = read.word("order") == "numeric" ? KeyOrder::kNumeric : KeyOrder::kTotal;
      if (read.word("key") == "packed") {
        if (out.tie != Tie::kLowestIndex || out.key_order != KeyOrder::kTotal)
          scope.refuse("/key", "packed keys have the total order and the lowest index first");
        out.selection_key = SelectionKey::kPacked;
      }
      break;
    case Opcode::kApproxTopK:
      out.count.number = read.integer("k", 1, 1, std::numeric_limits<std::int32_t>::max());
      out.recall_target = read.number("recall_target", 0.95);
      if (!(out.recall_target > 0 && out.recall_target <= 1)) {
        scope.refuse("/recall_target", "expected a number above 0, at most 1");
      }
      out.reduction_input_size_override = read.integer("reduction_input_size_override", -1, -1,
                                                       std::numeric_limits<std::int32_t>::max());
      out.aggregate_to_topk = read.flag("aggregate_to_topk", true);
      out.tie_takes_newcomer = read.word("tie") == "last";
      break;
    case Opcode::kBitSearchThreshold:
      out.target = scope.find(read.text("target"), "/target");
      break;
    case Opcode::kAllGather:
      out.stage = static_cast<int>(read.integer("stage", -1, 0, 63));
      read_groups(read, scope, out);
      if (out.stage >= 0 && out.group_size != 0)
        scope.refuse("", "expected either a \"stage\" or \"groups\"");
      break;
    case Opcode::kAllReduce: {
      out.combine = combine_named(read.word("kind"));
      const std::string order = read.word("order");
      out.reduce_order = order == "tree"   ? ReduceOrder::kTree
                         : order == "ring" ? ReduceOrder::kRing
                                           : ReduceOrder::kRank;
      if (out.combine != Combine::kSum && (read.has("order") || read.has("accumulator_dtype"))) {
        scope.refuse("", "order and accumulator_dtype belong to kind \"sum\"");
      }
      read_accumulator(read, scope, out);
      read_groups(read, scope, out);
      break;
    }
    case Opcode::kCollectiveBroadcast:
      out.root = static_cast<int>(read.integer("root", 0, 0, 63));
      break;
    case Opcode::kThreefryUniform:
      out.counter_is_token = read.word("counter") == "token";
      break;
    default:
      break;
  }
  // Declared dtypes are the result's; inference reads them from here.
  if (read.has("dtype"))
    value.elements.assign(1, Element{read.dtype("dtype", Dtype::kFloat32), {}, {}, false});
}

}  // namespace splitvote
