// dot, and the convolution without spatial axes that TPU compilers write for one.
#include <algorithm>

#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

bool floats(const HloType& type) { return type.kind == HloKind::kFloat; }

// lhs and rhs brought to [batch.., m, k] and [batch.., n, k].
Lowered dot_of(HloLowering& lowering, const LoweringCall& call, const std::vector<std::size_t>& lb,
               const std::vector<std::size_t>& rb, const std::vector<std::size_t>& lc,
               const std::vector<std::size_t>& rc) {
  Emitter& emit = lowering.emit;
  const HloArray &x = call.array(0), &y = call.array(1);
  call.want(floats(*x.type) && floats(*y.type) && lb.size() == rb.size() && lc.size() == rc.size(),
            "expected floats, and batch and contracting axes that pair up");
  for (std::size_t i = 0; i < lb.size(); ++i)
    call.want(x.dimensions[lb[i]] == y.dimensions[rb[i]], "expected batch axes of one size");
  for (std::size_t i = 0; i < lc.size(); ++i)
    call.want(x.dimensions[lc[i]] == y.dimensions[rc[i]], "expected contracting axes of one size");
  Sizes result;
  const auto arranged = [&](const HloArray& array, const std::vector<std::size_t>& batch,
                            const std::vector<std::size_t>& contracted, bool batch_too) {
    std::vector<std::size_t> permutation = batch;
    Sizes sizes;
    std::int64_t free = 1, inner = 1;
    for (const std::size_t axis : batch) {
      sizes.push_back(array.dimensions[axis]);
      if (batch_too) result.push_back(array.dimensions[axis]);
    }
    for (std::size_t axis = 0; axis < array.dimensions.size(); ++axis) {
      if (std::find(batch.begin(), batch.end(), axis) != batch.end() ||
          std::find(contracted.begin(), contracted.end(), axis) != contracted.end())
        continue;
      permutation.push_back(axis);
      free *= array.dimensions[axis];
      result.push_back(array.dimensions[axis]);
    }
    for (const std::size_t axis : contracted) {
      permutation.push_back(axis);
      inner *= array.dimensions[axis];
    }
    sizes.push_back(free);
    sizes.push_back(inner);
    return emit.full(emit.reshape(emit.transpose(array, permutation), sizes));
  };
  HloArray left = arranged(x, lb, lc, true);
  HloArray right = arranged(y, rb, rc, false);
  if (left.type != right.type) {
    left = emit.convert(left, hlo_f32());
    right = emit.convert(right, hlo_f32());
  }
  lowering.note("dot: products and sums in float32, sequential in index order");
  const HloType& type = *call.array_shape().type;
  Sizes sizes = left.dimensions;
  sizes.back() = right.dimensions[right.dimensions.size() - 2];
  const int made =
      emit.node("dot", {left.node, right.node}, {{"dtype", std::string(type.language_name)}});
  return lowered_array(emit.reshape(emit.array(made, type, sizes), result));
}

Lowered dot(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  const std::size_t left = call.array(0).dimensions.size(), right = call.array(1).dimensions.size();
  return dot_of(lowering, call, call.axes("lhs_batch_dims", left),
                call.axes("rhs_batch_dims", right), call.axes("lhs_contracting_dims", left),
                call.axes("rhs_contracting_dims", right));
}

// Without spatial axes a convolution contracts features with input features.
Lowered convolution(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  const std::string& labels = call.text("dim_labels");
  const std::string* groups = call.instruction.attribute("feature_group_count");
  call.want(groups == nullptr && call.instruction.attribute("batch_group_count") == nullptr,
            "expected no groups");
  call.want(labels == "bf_io->bf" || labels == "bf_oi->bf" || labels == "fb_io->bf" ||
                labels == "fb_oi->bf",
            "expected dim_labels bf_io->bf (a dot); spatial convolutions are not read");
  call.want(call.array(0).dimensions.size() == 2 && call.array(1).dimensions.size() == 2,
            "expected two axes");
  return dot_of(lowering, call, {}, {}, {labels[0] == 'f' ? 0U : 1U}, {labels[3] == 'i' ? 0U : 1U});
}

}  // namespace

std::span<const LowerRow> dot_rules() {
  static constexpr LowerRow kRows[] = {{"dot", dot}, {"convolution", convolution}};
  return kRows;
}

}  // namespace splitvote
