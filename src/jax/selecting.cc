#include <charconv>

#include "src/jax/writing.h"
#include "src/program/dim_algebra.h"

namespace splitvote {
namespace {

std::string argmax(const JaxScope& scope, const Value& value) {
  const std::string& x = scope.name(value, 0);
  const std::string narrow = scope.module().wide_integers ? ".astype(jnp.int32)" : "";
  const bool first = value.attributes.tie == Tie::kLowestIndex;
  if (!value.attributes.nan_wins && is_float(scope.operand_element(value, 0).dtype)) {
    scope.use(JaxHelper::kArgmaxOfNumbers);
    return "argmax_of_numbers(" + x + (first ? ")" : ", last=True)") + narrow;
  }
  if (first) return "jnp.argmax(" + x + ", axis=-1)" + narrow;
  scope.use(JaxHelper::kArgmaxLast);
  return "argmax_last(" + x + ")" + narrow;
}

std::string sort(const JaxScope& scope, const Value& value) {
  if (!value.regions.empty()) {
    scope.refuse(value, "lax.sort takes no comparator, it has an order of its own");
  }
  const Dtype dtype = scope.operand_element(value, 0).dtype;
  const bool total = is_float(dtype) && value.attributes.key_order == KeyOrder::kTotal;
  const bool descending = value.attributes.descending;
  const bool alone = value.operands.size() == 1;
  std::string operands;
  for (std::size_t p = 0; p < value.operands.size(); ++p) {
    operands += (p == 0 ? "" : ", ") + scope.name(value, p);
  }
  if (!total && !descending) {
    return alone ? "lax.sort(" + operands + ")" : "lax.sort((" + operands + "), num_keys=1)";
  }
  scope.use(JaxHelper::kSortBy);
  return "sort_by((" + operands + (alone ? ",)" : ")") + (total ? ", zeros_differ=True" : "") +
         (descending ? ", descending=True" : "") + ")" + (alone ? "[0]" : "");
}

// (values, ids). Packed keys are a compiler's choice: of rounded numbers they lose nothing.
std::string top_k(const JaxScope& scope, const Value& value, const Dim& k) {
  const Attributes& a = value.attributes;
  const Dtype dtype = scope.operand_element(value, 0).dtype;
  const bool numeric = is_float(dtype) && a.key_order == KeyOrder::kNumeric;
  const bool last = value.opcode == Opcode::kTopK && a.tie == Tie::kHighestIndex;
  const std::string arguments = "(" + scope.name(value, 0) + ", " + scope.sizes().text(k);
  if (!numeric && !last) return "lax.top_k" + arguments + ")";
  scope.use(JaxHelper::kTopKBy);
  return "top_k_by" + arguments + (numeric ? ", zeros_tie=True" : "") +
         (last ? ", last=True" : "") + ")";
}

std::string approx_top_k(const JaxScope& scope, const Value& value) {
  const Attributes& a = value.attributes;
  const Element& x = scope.operand_element(value, 0);
  if (!a.tie_takes_newcomer) {
    scope.refuse(value, "of equal numbers lax.approx_max_k keeps the last of a bin");
  }
  const std::int64_t size = scope.sizes().size(x.shape.back());
  if (a.count.number > size) {
    scope.refuse(value, "lax.approx_max_k wants k = " + std::to_string(a.count.number) +
                            " of at least as many numbers, found " + std::to_string(size));
  }
  if (a.reduction_input_size_override >= 0 && a.reduction_input_size_override < size) {
    scope.refuse(
        value, "lax.approx_max_k takes no size below the axis's, which is " + std::to_string(size));
  }
  char recall[32];
  const auto end = std::to_chars(recall, recall + sizeof recall, a.recall_target).ptr;
  std::string call = "lax.approx_max_k(" + scope.name(value, 0) + ", " +
                     std::to_string(a.count.number) + ", recall_target=" + std::string(recall, end);
  if (a.reduction_input_size_override >= 0) {
    call += ", reduction_input_size_override=" + std::to_string(a.reduction_input_size_override);
  }
  if (!a.aggregate_to_topk) call += ", aggregate_to_topk=False";
  return call + ")";
}

}  // namespace

std::string write_selection(const JaxScope& scope, const Value& value) {
  switch (value.opcode) {
    case Opcode::kArgmax:
      return argmax(scope, value);
    case Opcode::kSort:
      return sort(scope, value);
    case Opcode::kTopK:
      return top_k(scope, value, value.elements[0].shape.back());
    case Opcode::kApproxTopK:
      return approx_top_k(scope, value);
    case Opcode::kKthValue: {
      const Dim k =
          min_dim(count_dim(value.attributes.count), scope.operand_element(value, 0).shape.back());
      return top_k(scope, value, k) + "[0][..., -1]";
    }
    default: {  // bit_search_threshold
      scope.use(JaxHelper::kBitSearchThreshold);
      const std::string& target = scope.name(value, value.operands.size() - 1);
      const bool weighted = value.operands.size() == 3;
      return "bit_search_threshold(" + scope.name(value, 0) + ", " + target +
             (weighted ? ", " + scope.name(value, 1) : "") + ")";
    }
  }
}

}  // namespace splitvote
