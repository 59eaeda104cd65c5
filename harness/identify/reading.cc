#include "harness/identify/reading.h"

#include <set>
#include <utility>

namespace splitvote {
namespace {

// What hands a number on, rounded or not, but computes none.
bool hands_on(const Value& value) {
  if (value.opcode == Opcode::kConvert) return true;
  const Operation& row = operation(value.opcode);
  return row.reading != Reading::kReads && row.operands_min > 0 &&
         value.opcode != Opcode::kThreefryUniform && value.opcode != Opcode::kWhile;
}

// The scopes in which the number of a source value may have been computed: its own, and, where it
// only hands a number on, those of what it hands on.
void add_origins(const Scoped& sampler, int index, std::set<std::string>& origins) {
  const std::vector<Value>& values = sampler.program.values;
  const Value& value = values[static_cast<std::size_t>(index)];
  const std::string& scope = sampler.scopes[static_cast<std::size_t>(index)];
  if (!scope.empty()) origins.insert(scope);
  if (!hands_on(value)) return;
  for (const int operand : value.operands) {
    if (is_float(values[static_cast<std::size_t>(operand)].elements[0].dtype)) {
      add_origins(sampler, operand, origins);
    }
  }
}

// The ways from one consumer's instructions up to an operand's producers.
class Ways {
 public:
  Ways(const Scoped& compiled, std::string consumer, std::set<std::string> origins)
      : compiled_(compiled.program),
        scopes_(compiled.scopes),
        consumer_(std::move(consumer)),
        origins_(std::move(origins)) {}

  // A consumer that computes begins at the instructions that compute; what is converted for them in
  // its scope is on the way.
  void follow(bool consumer_hands_on) {
    for (std::size_t index = 0; index < compiled_.values.size(); ++index) {
      if (scopes_[index] != consumer_ || !compiled_.values[index].needed) continue;
      if (!consumer_hands_on && hands_on(compiled_.values[index])) continue;
      first_ = static_cast<int>(index);
      climb(static_cast<int>(index), false);
    }
  }
  [[nodiscard]] TextReading read() const {
    if (rounded_ >= 0 && promoted_ >= 0) return TextReading::kMixed;
    if (rounded_ >= 0) return TextReading::kRounded;
    return promoted_ >= 0 ? TextReading::kPromoted : TextReading::kOther;
  }
  [[nodiscard]] int instruction() const { return promoted_ >= 0 ? promoted_ : rounded_; }

 private:
  [[nodiscard]] const Value& at(int index) const {
    return compiled_.values[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const std::string& scope(int index) const {
    return scopes_[static_cast<std::size_t>(index)];
  }

  void climb(int index, bool rounded) {
    if (!seen_.insert({index, rounded}).second) return;
    const Value& value = at(index);
    for (const int operand : value.operands) {
      const Value& above = at(operand);
      const bool crosses =
          rounded || is_narrow(above.elements[0].dtype) || above.opcode == Opcode::kReducePrecision;
      const bool theirs = origins_.contains(scope(operand));
      if (theirs && (!hands_on(above) || above.operands.empty())) {
        int& found = crosses ? rounded_ : promoted_;
        if (found < 0) found = first_;
      } else if (theirs || scope(operand) == consumer_ || hands_on(above)) {
        climb(operand, crosses);
      }
    }
  }

  const Program& compiled_;
  const std::vector<std::string>& scopes_;
  std::string consumer_;
  std::set<std::string> origins_;
  std::set<std::pair<int, bool>> seen_;
  int first_ = -1, rounded_ = -1, promoted_ = -1;
};

template <typename Visit>
void for_each_site(const Scoped& sampler, const Scoped& compiled, Visit visit) {
  for (const Site& site : sampler.program.sites) {
    const Value& consumer = sampler.program.values[static_cast<std::size_t>(site.consumer)];
    const std::string& scope = sampler.scopes[static_cast<std::size_t>(site.consumer)];
    std::set<std::string> origins;
    if (site.operand >= 0) {
      add_origins(sampler, consumer.operands[static_cast<std::size_t>(site.operand)], origins);
    }
    Ways ways(compiled, scope, std::move(origins));
    if (site.operand >= 0 && !scope.empty()) ways.follow(hands_on(consumer));
    visit(ways);
  }
}

}  // namespace

std::vector<TextReading> read_sites(const Scoped& sampler, const Scoped& compiled) {
  std::vector<TextReading> reads;
  for_each_site(sampler, compiled, [&](const Ways& ways) { reads.push_back(ways.read()); });
  return reads;
}

std::vector<int> reading_instructions(const Scoped& sampler, const Scoped& compiled) {
  std::vector<int> instructions;
  for_each_site(sampler, compiled,
                [&](const Ways& ways) { instructions.push_back(ways.instruction()); });
  return instructions;
}

}  // namespace splitvote
