#include "harness/emit/listing.h"

#include <algorithm>
#include <set>

#include "harness/emit/identifiers.h"
#include "harness/emit/laid_out.h"

namespace splitvote {
namespace {

bool has_count(Opcode opcode) {
  return opcode == Opcode::kTopK || opcode == Opcode::kKthValue || opcode == Opcode::kApproxTopK;
}

class Lister {
 public:
  Lister(const Case& test_case, const Plan& plan, int class_count)
      : case_(test_case), program_(*test_case.program), class_count_(class_count) {
    listing_.plan = plan;
  }

  Listing run() {
    for (std::size_t index = 0; index < program_.values.size(); ++index) {
      listing_.line_of.push_back(-1);
      if (!program_.values[index].needed) continue;
      listing_.line_of.back() = static_cast<int>(listing_.lines.size());
      listing_.lines.push_back(line_of(static_cast<int>(index)));
    }
    const Observe& o = program_.observe;
    for (const int index : {o.candidates_mask, o.candidates_ids, o.top_id, o.top_value, o.draw_id,
                            o.owner_mask, o.travels_id, o.travels_key, o.travels_source}) {
      if (index >= 0) at(index).name_used = true;
    }
    return std::move(listing_);
  }

 private:
  Line& at(int value) {
    const int line = listing_.line_of[static_cast<std::size_t>(value)];
    return listing_.lines[static_cast<std::size_t>(line)];
  }

  // One entry when all classes agree.
  [[nodiscard]] PerClass promoted(int site) const {
    PerClass each;
    for (int rank_class = 0; rank_class < class_count_; ++rank_class) {
      each.push_back(listing_.plan.promoted(rank_class, site));
    }
    const bool agree =
        std::all_of(each.begin(), each.end(), [&](bool one) { return one == each[0]; });
    if (agree) each.resize(1);
    return each;
  }

  static std::string in_classes(const PerClass& each) {
    if (each.size() == 1) return "";
    std::string text;
    for (std::size_t rank_class = 0; rank_class < each.size(); ++rank_class) {
      if (!each[rank_class]) continue;
      text += (text.empty() ? " in class " : ", ") + std::to_string(rank_class);
    }
    return text;
  }

  static bool any(const PerClass& each) {
    return std::find(each.begin(), each.end(), true) != each.end();
  }
  static bool all(const PerClass& each) {
    return std::find(each.begin(), each.end(), false) == each.end();
  }

  Read read_of(const Value& value, std::size_t position, Line& line) {
    Line& operand = at(value.operands[position]);
    Read read;
    read.line = listing_.line_of[static_cast<std::size_t>(value.operands[position])];
    read.unrounded = {false};
    if (!operand.unrounded_name.empty()) {
      const int site = value.operand_sites[position];
      if (site >= 0) {
        read.unrounded = promoted(site);
        if (any(read.unrounded)) {
          line.remarks.push_back(program_.sites[static_cast<std::size_t>(site)].name + " promoted" +
                                 in_classes(read.unrounded) + ": reads " + operand.value->id +
                                 " before its cast");
        }
      } else if (operation(value.opcode).reading != Reading::kPins) {
        read.unrounded = {true};  // moved
      }
    }
    operand.unrounded_used = operand.unrounded_used || any(read.unrounded);
    operand.name_used = operand.name_used || !all(read.unrounded);
    return read;
  }

  Line line_of(int index) {
    const Value& value = program_.values[static_cast<std::size_t>(index)];
    Line line;
    line.value = &value;
    line.index = index;
    if (value.opcode != Opcode::kGetDimensionSize) {
      for (std::size_t position = 0; position < value.operands.size(); ++position) {
        line.reads.push_back(read_of(value, position, line));
      }
    }
    line.name = identifiers_.take(value.id);
    const Element& element = value.elements[0];
    if (!value.is_tuple && element.may_differ) {
      line.unrounded_name = identifiers_.take(line.name + "_unrounded");
    }
    if (value.accumulator_site >= 0) {
      line.accumulator_unrounded = promoted(value.accumulator_site);
      if (any(*line.accumulator_unrounded)) {
        line.remarks.push_back(
            program_.sites[static_cast<std::size_t>(value.accumulator_site)].name + " promoted" +
            in_classes(*line.accumulator_unrounded) + ": partial results stay float32");
      }
    }
    const bool logits = index == program_.logits;
    if (value.opcode == Opcode::kConstant || (value.opcode == Opcode::kParameter && !logits)) {
      line.held = held_number(case_, value);
    }
    if (has_count(value.opcode)) line.count = held_count(case_, value.attributes.count);
    for (std::size_t e = 0; e < value.elements.size(); ++e) {
      line.type +=
          (e == 0 ? "" : ", ") + std::string(name(value.elements[e].dtype)) +
          (value.elements[e].shape.empty() ? "" : " " + to_string(value.elements[e].shape));
    }
    if (!value.regions.empty()) {
      Identifiers names = identifiers_;
      for (const Value& inner : value.regions[0].values) {
        line.region_names.push_back(names.take(inner.id));
      }
    }
    return line;
  }

  const Case& case_;
  const Program& program_;
  int class_count_;
  Listing listing_;
  Identifiers identifiers_;
};

}  // namespace

std::vector<int> values_named_for_shape(const Listing& listing) {
  std::set<int> found;
  for (const Line& line : listing.lines) {
    int named = line.value->attributes.like;
    if (line.value->opcode == Opcode::kGetDimensionSize) named = line.value->operands[0];
    if (named >= 0 && listing.line_of[static_cast<std::size_t>(named)] < 0) found.insert(named);
  }
  return {found.begin(), found.end()};
}

Listing list(const Case& test_case, const Plan& plan, int class_count) {
  return Lister(test_case, plan, class_count).run();
}

}  // namespace splitvote
