// Windows along one axis: those that reach back to the first element are scans.
#include <optional>

#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"
#include "src/hlo/reducing.h"
#include "src/hlo/reduction_policy.h"
#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

// Windows side by side that cover every axis: each is an axis of its own, and reduced. Nothing
// where they overlap, leave something out, or the region is of no known kind.
std::optional<HloArray> reduced_blocks(HloLowering& lowering, const WindowText& window,
                                       const HloComputation& region, const HloArray& x,
                                       const HloArray& start) {
  Emitter& emit = lowering.emit;
  Sizes cut, sizes;
  std::vector<std::size_t> inside;
  for (std::size_t axis = 0; axis < x.dimensions.size(); ++axis) {
    const std::int64_t size = window.size[axis];
    const bool covers = size >= 1 && window.stride[axis] == size && window.low[axis] == 0 &&
                        window.high[axis] == 0 && x.dimensions[axis] % size == 0;
    if (!covers) return std::nullopt;
    sizes.push_back(x.dimensions[axis] / size);
    cut.push_back(sizes.back());
    if (size == 1) continue;
    inside.push_back(cut.size());
    cut.push_back(size);
  }
  if (inside.empty()) return std::nullopt;
  const HloArray blocks = reduced_last(emit, emit.reshape(emit.full(x), cut), inside);
  const auto result = reduced_by_known_kind(lowering, region, blocks, start);
  if (!result) return std::nullopt;
  return emit.reshape(emit.convert(*result, *start.type), sizes);
}

Lowered reduce_window(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  Emitter& emit = lowering.emit;
  HloArray x = call.array(0);
  const HloArray& start = call.array(1);
  const WindowText window = parse_window(call.text("window"), call.instruction.line);
  const std::size_t rank = x.dimensions.size();
  call.want(window.size.size() == rank && !window.dilated && start.dimensions.empty() &&
                start.type == x.type,
            "expected a window over every axis, without dilation, and a scalar start");
  const HloComputation& region =
      lowering.module().computations[static_cast<std::size_t>(lowering.callee(call, "to_apply"))];
  if (const auto blocks = reduced_blocks(lowering, window, region, x, start)) {
    return lowered_array(*blocks);
  }
  std::optional<std::size_t> along;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (window.size[axis] == 1 && window.stride[axis] == 1 && window.low[axis] == 0 &&
        window.high[axis] == 0)
      continue;
    call.want(!along, "expected a window along one axis");
    along = axis;
  }
  const ReductionKind known = reduction_kind(region);
  const std::string& kind = known.kind;
  call.want(
      (kind == "maximum" || kind == "minimum" || kind == "add") && is_neutral(emit, kind, start),
      "expected a window's maximum, minimum or sum from its neutral element");
  if (!along) return lowered_array(x);
  if (known.reads != nullptr) x = emit.convert(x, *known.reads);
  const std::size_t axis = *along;
  const std::int64_t n = x.dimensions[axis], size = window.size[axis], stride = window.stride[axis];
  const std::int64_t low = window.low[axis], high = window.high[axis];
  const std::int64_t most = std::int64_t{1} << 31;
  call.want(size >= 1 && stride >= 1 && 0 <= low && low < most && 0 <= high && high < most &&
                size < most && stride < most,
            "expected a window of at least 1 and padding of at least 0");
  HloArray last = emit.full(emit.axis_last(x, axis));
  Sizes sizes = last.dimensions;
  sizes.back() = n + low + high < size ? 0 : (n + low + high - size) / stride + 1;
  const std::string accumulator =
      kind == "add" ? accumulator_of(lowering, *start.type, known.rounds, "scans and window sums")
                    : std::string();
  const auto accumulated = [&](const std::string& op, const HloArray& of, AttributeMap attributes) {
    if (!accumulator.empty()) attributes["accumulator_dtype"] = accumulator;
    return emit.array(emit.node(op, {of.node}, std::move(attributes)), *x.type, sizes);
  };
  const bool every = stride == 1 && sizes.back() == n && kind == "add";
  HloArray result;
  if (every && low == size - 1 && size >= n) {
    result = accumulated("cumsum", last, {});
  } else if (every && high == size - 1 && size >= n) {
    lowering.note("scans from the end: added from the last element on");
    const std::size_t end = last.dimensions.size() - 1;
    result = emit.reverse(accumulated("cumsum", emit.full(emit.reverse(last, end)), {}), end);
  } else {
    result = accumulated("reduce_window", last,
                         {{"kind", kind == "add" ? std::string("sum") : kind},
                          {"size", size},
                          {"stride", stride},
                          {"pad_low", low},
                          {"pad_high", high}});
  }
  return lowered_array(emit.convert(emit.axis_back(result, axis), *start.type));
}

}  // namespace

std::span<const LowerRow> window_rules() {
  static constexpr LowerRow kRows[] = {{"reduce-window", reduce_window}};
  return kRows;
}

}  // namespace splitvote
