#include "harness/compiled/variant_plans.h"

#include <optional>
#include <utility>

#include "harness/compiled/readable_hlo.h"
#include "src/hlo/variant_hlo.h"

namespace splitvote {
namespace {

constexpr std::int32_t kMultiple = 128;

CompileRequest request_for(const CompilationPlan& plan, const std::string& hlo) {
  CompileRequest request = plan.request;
  request.hlo = hlo;
  return request;
}

}  // namespace

std::vector<VariantPlan> variant_plans(const CompilationPlan& plan, const CompiledText& made) {
  std::vector<VariantPlan> plans;
  const auto add = [&](const std::string& what, const std::optional<HloVariant>& variant) {
    if (!variant) return;
    plans.push_back({what + " " + variant->value, 1, {request_for(plan, variant->text)}});
  };
  add("extra output", with_extra_output(made.unoptimized));
  add("bystander", with_bystander(made.unoptimized));
  if (const std::optional<HloCut> cut = cut_in_two(made.unoptimized)) {
    plans.push_back({"two jits at " + cut->value,
                     0,
                     {request_for(plan, cut->first), request_for(plan, cut->second)}});
  }
  return plans;
}

CompiledRecord variant_record(const CompiledRecord& own, const VariantPlan& variant,
                              const std::vector<CompiledText>& texts) {
  CompiledRecord record = own;
  record.variant = variant.variant;
  record.extra_results = variant.extra_results;
  record.optimized = readable_hlo(texts.front().optimized);
  if (texts.size() > 1) record.optimized_second = readable_hlo(texts.back().optimized);
  return record;
}

std::vector<CompiledShape> padded_shapes(const SamplerSource& source, const CompiledShape& shape) {
  const bool fixed =
      source.shape.has_value() ||
      (source.program == nullptr && source.arguments.find("vocab") == std::string::npos);
  if (fixed) return {};
  const std::int32_t tokens = shape.tokens_per_rank;
  std::vector<CompiledShape> shapes(1, shape);
  shapes[0].tokens_per_rank = (tokens / kMultiple + 1) * kMultiple;
  std::int32_t power = 1;
  while (power <= tokens) power *= 2;
  if (power < tokens + tokens / 2 && power != shapes[0].tokens_per_rank) {
    shapes.push_back(shape);
    shapes[1].tokens_per_rank = power;
  }
  return shapes;
}

}  // namespace splitvote
