#include "src/evaluate/lockstep.h"

#include <algorithm>
#include <array>
#include <optional>

#include "src/evaluate/run.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::array kObservedRoles = {
    &Observe::candidates_mask, &Observe::candidates_ids, &Observe::top_id,
    &Observe::top_value,       &Observe::draw_id,        &Observe::owner_mask,
    &Observe::travels_id,      &Observe::travels_key,    &Observe::travels_source};

// One program on its way: what it computed so far, and where it stands.
class Runner {
 public:
  explicit Runner(const Evaluator& evaluator)
      : evaluator_(&evaluator), plan_(all_rounded(1)), values_(evaluator.program().values.size()) {}

  // Goes on to the next collective that something observed depends on; nothing at the end.
  std::optional<int> advance() {
    const std::vector<Value>& values = evaluator_->program().values;
    for (; next_ < values.size(); ++next_) {
      if (!values[next_].needed) continue;
      if (operation(values[next_].opcode).collective) return static_cast<int>(next_);
      evaluate(operands());
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<DistributedRef> operands() const {
    return read_operands(*evaluator_, static_cast<int>(next_), values_, plan_);
  }
  void pass(const std::vector<DistributedRef>& operands) {
    evaluate(operands);
    ++next_;
  }
  [[nodiscard]] const Value& at(int index) const {
    return evaluator_->program().values[static_cast<std::size_t>(index)];
  }
  // What ranks read of an observed value.
  [[nodiscard]] DistributedRef read(int index) const {
    const DistributedRef& u = values_[static_cast<std::size_t>(index)];
    const Element& element = at(index).elements[0];
    return element.may_differ ? evaluator_->rounded(u, element.narrowing) : u;
  }
  [[nodiscard]] const Observe& observe() const { return evaluator_->program().observe; }
  [[nodiscard]] std::uint64_t nan_rows() const { return nan_rows_; }

 private:
  void evaluate(const std::vector<DistributedRef>& operands) {
    const Value& value = at(static_cast<int>(next_));
    Evaluation evaluation =
        evaluator_->evaluate(static_cast<int>(next_), operands, rounding_classes_of(value, plan_));
    nan_rows_ |= evaluation.nan_rows;
    values_[next_] = std::move(evaluation.value);
  }

  const Evaluator* evaluator_;
  Plan plan_;
  std::vector<DistributedRef> values_;
  std::size_t next_ = 0;
  std::uint64_t nan_rows_ = 0;
};

std::string described(const Value& value) {
  std::string text(operation(value.opcode).name);
  for (const Element& element : value.elements) {
    text += " " + std::string(name(element.dtype)) + to_string(element.shape);
  }
  return text;
}

bool same_collective(const Value& a, const Value& b) {
  const auto same_element = [](const Element& x, const Element& y) {
    return x.dtype == y.dtype && x.shape == y.shape;
  };
  return a.opcode == b.opcode && a.attributes.combine == b.attributes.combine &&
         a.attributes.stage == b.attributes.stage && a.attributes.root == b.attributes.root &&
         a.operands.size() == b.operands.size() &&
         std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    same_element);
}

// Rank by rank from the class that the rank belongs to.
DistributedRef joined(const std::vector<DistributedRef>& by_class,
                      const std::vector<int>& class_of) {
  std::vector<ArrayRef> arrays;
  for (std::size_t rank = 0; rank < class_of.size(); ++rank) {
    arrays.push_back(by_class[static_cast<std::size_t>(class_of[rank])]->arrays[rank]);
  }
  return make_distributed(std::move(arrays));
}

void meet(std::vector<Runner>& runners, const std::vector<int>& class_of) {
  std::vector<std::vector<DistributedRef>> handed_in;
  for (const Runner& runner : runners) handed_in.push_back(runner.operands());
  std::vector<DistributedRef> joint;
  for (std::size_t position = 0; position < handed_in[0].size(); ++position) {
    std::vector<DistributedRef> by_class;
    for (const auto& operands : handed_in) by_class.push_back(operands[position]);
    joint.push_back(joined(by_class, class_of));
  }
  for (Runner& runner : runners) runner.pass(joint);
}

}  // namespace

Outcome run_lockstep(std::span<const Evaluator* const> evaluators,
                     std::span<const std::string> names, const std::vector<int>& class_of) {
  std::vector<Runner> runners;
  for (const Evaluator* evaluator : evaluators) runners.emplace_back(*evaluator);
  for (int number = 1;; ++number) {
    std::vector<std::optional<int>> next;
    for (Runner& runner : runners) next.push_back(runner.advance());
    for (std::size_t c = 1; c < runners.size(); ++c) {
      if (!next[0] && !next[c]) continue;
      if (next[0] && next[c] && same_collective(runners[0].at(*next[0]), runners[c].at(*next[c]))) {
        continue;
      }
      const auto said = [&](std::size_t at) {
        return names[at] + (next[at] ? " has " + described(runners[at].at(*next[at]))
                                     : std::string(" has none"));
      };
      throw InputError("", "programs that meet at the same collectives; as collective " +
                               std::to_string(number) + " " + said(0) + ", " + said(c));
    }
    if (!next[0]) break;
    meet(runners, class_of);
  }
  std::uint64_t nan_rows = 0;
  for (const Runner& runner : runners) nan_rows |= runner.nan_rows();
  return evaluators[0]->observe(
      [&](int index) {
        std::vector<DistributedRef> by_class;
        for (const auto role : kObservedRoles) {
          if (runners[0].observe().*role != index) continue;
          for (std::size_t c = 0; c < runners.size(); ++c) {
            const int theirs = runners[c].observe().*role;
            if (theirs < 0) {
              throw InputError("", "programs that observe the same; " + names[c] +
                                       " does not observe what is \"" + runners[0].at(index).id +
                                       "\" in " + names[0]);
            }
            by_class.push_back(runners[c].read(theirs));
          }
          break;
        }
        return joined(by_class, class_of);
      },
      nan_rows);
}

}  // namespace splitvote
