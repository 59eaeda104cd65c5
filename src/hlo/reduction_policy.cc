#include "src/hlo/reduction_policy.h"

#include <cmath>
#include <limits>

namespace splitvote {
namespace {

bool floats(const HloType& type) { return type.kind == HloKind::kFloat; }

}  // namespace

std::optional<double> constant_number(Emitter& emit, const HloArray& x) {
  const auto& nodes = emit.graph().nodes;
  const GraphNode* node = &nodes[static_cast<std::size_t>(x.node)];
  while (node->op == "convert") node = &nodes[static_cast<std::size_t>(node->operands[0])];
  if (node->op != "constant") return std::nullopt;
  const AttributeValue& value = node->attributes.at("value");
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const auto& word = std::get<std::string>(value);
  if (word == "nan") return std::nullopt;
  return word == "inf" ? std::numeric_limits<double>::infinity()
                       : -std::numeric_limits<double>::infinity();
}

double lowest(const HloType& type) {
  if (floats(type)) return -std::numeric_limits<double>::infinity();
  return type.kind == HloKind::kSigned ? -std::ldexp(1.0, type.bits - 1) : 0;
}

double highest(const HloType& type) {
  if (floats(type)) return std::numeric_limits<double>::infinity();
  return std::ldexp(1.0, type.kind == HloKind::kSigned ? type.bits - 1 : type.bits) - 1;
}

bool is_neutral(Emitter& emit, const std::string& kind, const HloArray& start) {
  const std::optional<double> number = constant_number(emit, start);
  if (!number) return false;
  if (kind == "maximum") return *number == lowest(*start.type);
  if (kind == "minimum") return *number == highest(*start.type);
  if (kind == "and" || kind == "multiply") return *number == 1;
  return *number == 0;
}

std::string accumulator_of(HloLowering& lowering, const HloType& type, const HloType* rounds,
                           const std::string& what) {
  if (!floats(type)) return {};
  if (rounds != nullptr) {
    lowering.note(what + " whose region rounds: sequential in index order, rounded to " +
                  std::string(rounds->language_name) + " after every addition");
    return std::string(rounds->language_name);
  }
  if (type.name == "f32") {
    lowering.note(what + " of floats: sequential in index order, float32");
    return {};
  }
  if (lowering.wide_accumulators()) {
    lowering.note(what + " declared " + std::string(type.language_name) +
                  ": sequential in index order, float32 accumulator (machine code keeps one; the "
                  "HLO does not tell)");
    return {};
  }
  lowering.note(what + " declared " + std::string(type.language_name) +
                ": sequential in index order, rounded after every addition as declared");
  return std::string(type.language_name);
}

}  // namespace splitvote
