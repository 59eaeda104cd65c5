#include "src/hlo/variant_hlo.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "src/hlo/edit_hlo.h"

namespace splitvote {
namespace {

constexpr std::string_view kShardings = "#sdy.sharding_per_value<[";

const HloInstruction& at(const HloComputation& computation, int index) {
  return computation.instructions[static_cast<std::size_t>(index)];
}

bool is_border(const HloInstruction& instruction, std::string_view target) {
  const std::string* found = instruction.attribute("custom_call_target");
  return found != nullptr && *found == "\"" + std::string(target) + "\"";
}

bool is_narrow(const HloShape& shape) {
  return !shape.tuple && shape.type != nullptr && shape.type->kind == HloKind::kFloat &&
         shape.type->bits < 32;
}

// The logits of a computation: of its float parameters [batch, tokens] the largest.
const HloInstruction* logits_of(const HloComputation& computation) {
  const HloInstruction* logits = nullptr;
  for (const int index : computation.parameters) {
    const HloInstruction& parameter = at(computation, index);
    const HloShape& shape = parameter.shape;
    const bool fits = !shape.tuple && shape.type != nullptr &&
                      shape.type->kind == HloKind::kFloat && shape.dimensions.size() == 2;
    if (!fits || (logits != nullptr && shape.count() <= logits->shape.count())) continue;
    logits = &parameter;
  }
  return logits;
}

const HloInstruction* most_read(const HloComputation& computation) {
  const HloInstruction* logits = logits_of(computation);
  if (logits == nullptr) return nullptr;
  std::vector<int> reads(computation.instructions.size());
  for (const HloInstruction& reader : computation.instructions) {
    std::vector<int> operands = reader.operands;
    std::sort(operands.begin(), operands.end());
    operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
    for (const int operand : operands) ++reads[static_cast<std::size_t>(operand)];
  }
  const HloInstruction* best = nullptr;
  int most = 0;
  for (std::size_t index = 0; index < reads.size(); ++index) {
    const HloInstruction& value = computation.instructions[index];
    const bool made = value.parameter < 0 && value.opcode != "get-tuple-element" &&
                      value.opcode != "broadcast" && value.opcode != "constant";
    const bool fits = is_narrow(value.shape) && value.shape.dimensions == logits->shape.dimensions;
    if (!made || !fits || reads[index] <= most) continue;
    best = &value;
    most = reads[index];
  }
  return best;
}

// The end of the bracket that opens at `begin`, one past; the end of the text where none does.
std::size_t end_of_bracket(std::string_view text, std::size_t begin, char opens, char closes) {
  int depth = 0;
  for (std::size_t index = begin; index < text.size(); ++index) {
    if (text[index] == opens) ++depth;
    if (text[index] == closes && --depth == 0) return index + 1;
  }
  return text.size();
}

// "[<@mesh, [{}]>, <@mesh, []>]>": its n-th item; empty where it has none.
std::string item_of(std::string_view list, int number) {
  std::size_t begin = list.find('<');
  for (; number > 0 && begin != std::string_view::npos; --number) {
    begin = list.find('<', end_of_bracket(list, begin, '<', '>'));
  }
  if (begin == std::string_view::npos) return "";
  return std::string(list.substr(begin, end_of_bracket(list, begin, '<', '>') - begin));
}

// Where the value is, and how its results leave the module.
struct Place {
  const HloComputation* entry = nullptr;
  const HloComputation* body = nullptr;  // of a shard_map; null: the value is in the entry
  const HloInstruction* call = nullptr;  // of the body
  const HloInstruction* into = nullptr;  // whole arrays into shards
  const HloInstruction* out = nullptr;   // and back
  const HloInstruction* value = nullptr;

  [[nodiscard]] const HloComputation& own() const { return body != nullptr ? *body : *entry; }
};

Place place_in(const HloModule& module) {
  Place place;
  place.entry = &module.computations[static_cast<std::size_t>(module.entry)];
  for (const HloInstruction& instruction : place.entry->instructions) {
    if (is_border(instruction, "xla.sdy.GlobalToLocalShape")) place.into = &instruction;
    if (is_border(instruction, "xla.sdy.LocalToGlobalShape")) place.out = &instruction;
    const std::string* called = instruction.attribute("to_apply");
    if (place.into == nullptr || place.call != nullptr || instruction.opcode != "call") continue;
    const int body =
        module.computation_named(std::string_view(*called).substr(called->front() == '%' ? 1 : 0));
    place.call = &instruction;
    place.body = &module.computations[static_cast<std::size_t>(body)];
  }
  place.value = most_read(place.own());
  return place;
}

class VariantEdit {
 public:
  explicit VariantEdit(std::string_view text) : edit_(text), place_(place_in(edit_.module())) {}

  std::optional<HloVariant> extra_output() {
    if (place_.value == nullptr) return std::nullopt;
    return give_out(place_.value->name, place_.value->shape);
  }

  std::optional<HloVariant> bystander() {
    if (place_.value == nullptr) return std::nullopt;
    const HloInstruction& value = *place_.value;
    HloShape wide = value.shape, sum;
    wide.type = sum.type = hlo_type_named("f32");
    sum.dimensions = {value.shape.dimensions[0]};
    const auto put = [&](const std::string& name, const HloShape& shape, const std::string& made) {
      edit_.put_below(value, "  %" + name + " = " + to_string(shape) + " " + made);
    };
    HloShape number = sum;
    number.dimensions.clear();
    put("splitvote_wide", wide, "convert(%" + value.name + ")");
    put("splitvote_zero", number, "constant(0)");
    put("splitvote_sum", sum,
        "reduce(%splitvote_wide, %splitvote_zero), dimensions={1}, to_apply=%splitvote_add");
    const int first = edit_.module().computations.front().line;
    edit_.replace_line(first, std::string(kAdd) + "\n" + edit_.line(first));
    if (place_.body == nullptr) return give_out("splitvote_sum", sum);
    sum.dimensions.push_back(1);
    put("splitvote_sums", sum, "reshape(%splitvote_sum)");
    return give_out("splitvote_sums", sum);
  }

  // The value instead of all results.
  std::optional<HloVariant> only_value() {
    if (place_.value == nullptr || place_.body != nullptr) return std::nullopt;
    if (place_.value == &root_of(*place_.entry)) return std::nullopt;
    unroot(*place_.entry);
    std::string line = edit_.line(place_.value->line);
    line.insert(line.find('%'), "ROOT ");
    edit_.replace_line(place_.value->line, line);
    set_results(*place_.entry, to_string(place_.value->shape));
    return done();
  }

  // The value as one more parameter.
  std::optional<HloVariant> value_given() {
    if (place_.value == nullptr || place_.body != nullptr) return std::nullopt;
    const HloInstruction& value = *place_.value;
    const HloComputation& entry = *place_.entry;
    const std::string* sharding = logits_of(entry)->attribute("sharding");
    edit_.replace_line(value.line, "  %" + value.name + " = " + to_string(value.shape) +
                                       " parameter(" + std::to_string(entry.parameters.size()) +
                                       ")" +
                                       (sharding == nullptr ? "" : ", sharding=" + *sharding));
    std::string line = edit_.line(entry.line);
    line.insert(line.rfind(") -> "), ", " + value.name + ": " + to_string(value.shape));
    edit_.replace_line(entry.line, line);
    return done();
  }

 private:
  static constexpr std::string_view kAdd =
      "%splitvote_add (splitvote_a: f32[], splitvote_b: f32[]) -> f32[] {\n"
      "  %splitvote_a = f32[] parameter(0)\n"
      "  %splitvote_b = f32[] parameter(1)\n"
      "  ROOT %splitvote_ab = f32[] add(%splitvote_a, %splitvote_b)\n"
      "}\n";

  static const HloInstruction& root_of(const HloComputation& computation) {
    return at(computation, computation.root);
  }

  // One array, or a tuple that is put together last.
  static bool gives_arrays(const HloComputation& computation) {
    const HloInstruction& root = root_of(computation);
    return !root.shape.tuple || root.opcode == "tuple";
  }

  std::optional<HloVariant> give_out(const std::string& result, const HloShape& shape) {
    if (!gives_arrays(*place_.entry) || !gives_arrays(place_.own())) return std::nullopt;
    if (place_.body == nullptr) {
      add_result(*place_.entry, result, shape);
    } else if (!lead_out(result, shape)) {
      return std::nullopt;
    }
    return done();
  }

  std::optional<HloVariant> done() {
    // The layout of the parameters and results as they were.
    constexpr std::string_view kLayout = ", entry_computation_layout=";
    std::string header = edit_.line(1);
    const std::size_t begin = header.find(kLayout);
    if (begin != std::string::npos) {
      header.erase(begin, end_of_bracket(header, begin, '{', '}') - begin);
      edit_.replace_line(1, header);
    }
    return HloVariant{place_.value->name, edit_.text()};
  }

  void unroot(const HloComputation& computation) {
    const int number = root_of(computation).line;
    std::string line = edit_.line(number);
    line.erase(line.find("ROOT "), std::string_view("ROOT ").size());
    edit_.replace_line(number, line);
  }

  void set_results(const HloComputation& computation, const std::string& shape) {
    std::string line = edit_.line(computation.line);
    const std::size_t begin = line.rfind(") -> ") + std::string_view(") -> ").size();
    line.replace(begin, line.rfind(" {") - begin, shape);
    edit_.replace_line(computation.line, line);
  }

  // The results of a computation as a tuple with one more.
  void add_result(const HloComputation& computation, const std::string& result,
                  const HloShape& shape) {
    const HloInstruction& root = root_of(computation);
    std::vector<std::string> names;
    HloShape results;
    results.tuple = true;
    if (root.opcode == "tuple") {
      for (const int part : root.operands) names.push_back(at(computation, part).name);
      results = root.shape;
    } else {
      names.push_back(root.name);
      results.parts.push_back(root.shape);
    }
    names.push_back(result);
    results.parts.push_back(shape);
    std::string operands;
    for (const std::string& name : names) operands += (operands.empty() ? "%" : ", %") + name;
    unroot(computation);
    edit_.put_below(computation.instructions.back(),
                    "  ROOT %splitvote_" +
                        std::string(&computation == place_.body ? "shards" : "results") + " = " +
                        to_string(results) + " tuple(" + operands + ")");
    set_results(computation, to_string(results));
  }

  // Out of a shard_map: its body, the call, and the border back to whole arrays.
  bool lead_out(const std::string& result, const HloShape& shape) {
    const HloComputation& entry = *place_.entry;
    const HloInstruction* logits = logits_of(entry);
    if (place_.out == nullptr || logits == nullptr) return false;
    const auto given = std::find_if(place_.into->operands.begin(), place_.into->operands.end(),
                                    [&](int operand) { return &at(entry, operand) == logits; });
    const std::string& into = edit_.line(place_.into->line);
    const std::size_t list = into.find(kShardings);
    if (given == place_.into->operands.end() || list == std::string::npos) return false;
    const std::string sharding = item_of(std::string_view(into).substr(list + kShardings.size()),
                                         static_cast<int>(given - place_.into->operands.begin()));
    std::string out = edit_.line(place_.out->line);
    const std::size_t end = out.find("]>\"", std::min(out.find(kShardings), out.size()));
    if (sharding.empty() || end == std::string::npos) return false;
    out.insert(end, ", " + sharding);
    edit_.replace_line(place_.out->line, out);
    HloShape whole = shape;
    whole.dimensions[1] *= logits->shape.dimensions[1] / place_.value->shape.dimensions[1];
    add_result(*place_.body, result, shape);
    add_result(entry, "splitvote_whole", whole);
    give_one_more(*place_.call, "", shape, "splitvote_shard");
    give_one_more(*place_.out, "splitvote_shard", whole, "splitvote_whole");
    return true;
  }

  // An instruction that gives `shape` besides, as `name`, and takes `operand` besides, if any.
  void give_one_more(const HloInstruction& instruction, const std::string& operand,
                     const HloShape& shape, const std::string& name) {
    const HloShape& before = instruction.shape;
    HloShape after = before;
    if (!before.tuple) {
      after = {};
      after.tuple = true;
      after.parts = {before};
    }
    after.parts.push_back(shape);
    const std::string own = before.tuple ? instruction.name : instruction.name + ".all";
    const std::string& line = edit_.line(instruction.line);
    const std::size_t opcode = line.find(" " + instruction.opcode + "(");
    const std::size_t close = end_of_bracket(line, opcode, '(', ')') - 1;
    std::string text = "  %" + own + " = " + to_string(after) +
                       line.substr(opcode, close - opcode) +
                       (operand.empty() ? "" : ", %" + operand) + line.substr(close);
    const auto take = [&](const std::string& part, const HloShape& of, std::size_t index) {
      text += "\n  %" + part + " = " + to_string(of) + " get-tuple-element(%" + own +
              "), index=" + std::to_string(index);
    };
    if (!before.tuple) take(instruction.name, before, 0);
    take(name, shape, after.parts.size() - 1);
    edit_.replace_line(instruction.line, text);
  }

  HloEdit edit_;
  Place place_;
};

}  // namespace

std::optional<HloVariant> with_extra_output(std::string_view text) {
  return VariantEdit(text).extra_output();
}

std::optional<HloVariant> with_bystander(std::string_view text) {
  return VariantEdit(text).bystander();
}

std::optional<HloCut> cut_in_two(std::string_view text) {
  const std::optional<HloVariant> first = VariantEdit(text).only_value();
  const std::optional<HloVariant> second = VariantEdit(text).value_given();
  if (!first || !second) return std::nullopt;
  return HloCut{first->value, first->text, second->text};
}

}  // namespace splitvote
