#include "harness/emit/python/body.h"

#include <algorithm>

#include "harness/emit/identifiers.h"
#include "harness/emit/python/chooses.h"
#include "harness/emit/python/observed.h"
#include "harness/emit/python/region.h"
#include "src/evaluate/kernels.h"

namespace splitvote {
namespace {

class Body {
 public:
  Body(const Reproducer& reproducer, const Listing& listing, Operations& operations, Data& data)
      : reproducer_(reproducer), listing_(listing), operations_(operations), data_(data) {}

  std::string print() {
    if (reproducer_.watches_nan()) text_ += "    nan_rows = set()\n";
    for (const Line& line : listing_.lines) {
      if (reproducer_.watches_nan()) watch_nan(line);
      print_line(line);
    }
    text_ += print_observed(reproducer_, listing_, uniform_, operations_);
    return text_;
  }

 private:
  void print_line(const Line& line);
  void watch_nan(const Line& line);
  void assign(const std::string& name, const std::string& text, std::string& comment);
  [[nodiscard]] std::string operand(const Read& read) const;
  [[nodiscard]] bool chooses_among_rounded(const Line& line) const;
  // What a line's u is called.
  [[nodiscard]] const std::string& unrounded(const Read& read) const {
    return at(read).unrounded_name.empty() || rounded_[static_cast<std::size_t>(read.line)]
               ? at(read).name
               : at(read).unrounded_name;
  }
  [[nodiscard]] std::string list(const Read& read) const;
  [[nodiscard]] std::string by_class(const PerClass& choice, const std::string& no,
                                     const std::string& yes) const;
  [[nodiscard]] std::vector<Operand> operands(const Line& line) const;
  std::string computed(const Line& line);
  std::string collective(const Line& line);
  std::string all_reduce(const Line& line);
  std::string region(const Line& line);
  std::string adder(const Line& line);
  std::string shape(int value, std::size_t axis_count);
  std::string bins(const Line& line);
  Details details(const Line& line);

  [[nodiscard]] const Line& at(const Read& read) const {
    return listing_.lines[static_cast<std::size_t>(read.line)];
  }

  const Reproducer& reproducer_;
  const Listing& listing_;
  Operations& operations_;
  Data& data_;
  std::string text_;
  std::vector<bool> uniform_;  // [line] one array for all ranks, not a list of them
  std::vector<bool> rounded_;  // [line] u is a number of the declared dtype: it has one name
};

// Then rounding would change nothing. float8_e4m3fn has no infinity, which maxima start from.
bool Body::chooses_among_rounded(const Line& line) const {
  const Value& value = *line.value;
  if (!chooses(value)) return false;
  for (const Read& read : line.reads) {
    const Element& element = at(read).value->elements[0];
    if (element.dtype == Dtype::kFloat8E4m3fn) return false;
    const bool r = rounded_[static_cast<std::size_t>(read.line)];
    const bool reads_u =
        std::find(read.unrounded.begin(), read.unrounded.end(), true) != read.unrounded.end();
    const bool tuple = at(read).value->is_tuple;
    if (tuple ? !r : is_float(element.dtype) && reads_u && !r) return false;
  }
  return true;
}

bool differs_by_rank(const std::string& text) { return text.find("[r]") != std::string::npos; }

std::string Body::by_class(const PerClass& choice, const std::string& no,
                           const std::string& yes) const {
  if (choice.size() == 1 || no == yes) return choice[0] ? yes : no;
  std::string texts;
  for (const bool each : choice) texts += (texts.empty() ? "" : ", ") + (each ? yes : no);
  return "(" + texts + ")[CLASS[r]]";
}

std::string Body::operand(const Read& read) const {
  const Line& line = at(read);
  const std::string text = by_class(read.unrounded, line.name, unrounded(read));
  return uniform_[static_cast<std::size_t>(read.line)] ? text : text + "[r]";
}

std::string Body::list(const Read& read) const {
  const Line& line = at(read);
  if (read.unrounded.size() == 1 && !uniform_[static_cast<std::size_t>(read.line)]) {
    return read.unrounded[0] ? unrounded(read) : line.name;
  }
  return "[" + operand(read) + " for r in RANKS]";
}

std::vector<Operand> Body::operands(const Line& line) const {
  std::vector<Operand> out;
  for (const Read& read : line.reads) out.push_back({operand(read), &at(read).value->elements[0]});
  return out;
}

std::string Body::shape(int value, std::size_t axis_count) {
  std::vector<std::vector<std::string>> texts;
  for (const LaidOut& layout : reproducer_.layouts) {
    texts.emplace_back();
    for (const std::vector<std::int64_t>& sizes : layout.shapes[static_cast<std::size_t>(value)]) {
      std::string text;
      const std::size_t first = sizes.size() - std::min(axis_count, sizes.size());
      for (std::size_t axis = first; axis < sizes.size(); ++axis) {
        text += (text.empty() ? "" : ", ") + std::to_string(sizes[axis]);
      }
      if (axis_count > 1) text = "(" + text + (sizes.size() == 1 ? ",)" : ")");
      texts.back().push_back(text.empty() ? "1" : text);
    }
  }
  const std::string kind = axis_count > 1 ? "SHAPE_" : "SIZE_";
  const std::string& id = reproducer_.program().values[static_cast<std::size_t>(value)].id;
  return data_.by_rank(kind + Identifiers().take(id), texts);
}

std::string Body::bins(const Line& line) {
  const Attributes& a = line.value->attributes;
  std::vector<std::vector<std::string>> texts;
  for (const LaidOut& layout : reproducer_.layouts) {
    texts.emplace_back();
    for (const auto& sizes : layout.shapes[static_cast<std::size_t>(line.value->operands[0])]) {
      texts.back().push_back(
          std::to_string(approx_top_k_bins(static_cast<std::size_t>(sizes.back()), line.count,
                                           a.recall_target, a.reduction_input_size_override)));
    }
  }
  return data_.by_rank("BINS_" + line.name, texts);
}

std::string Body::adder(const Line& line) {
  const Narrowing& accumulator = line.value->attributes.accumulator;
  if (!is_narrow(accumulator.dtype)) return operations_.adder(nullptr);
  std::string rounded = operations_.adder(&accumulator);
  if (!line.accumulator_unrounded) return rounded;
  return by_class(*line.accumulator_unrounded, rounded, operations_.adder(nullptr));
}

Details Body::details(const Line& line) {
  Details out;
  const Value& value = *line.value;
  out.count = line.count;
  switch (value.opcode) {
    case Opcode::kIota:
    case Opcode::kBroadcast:
      out.shape = shape(value.attributes.like, 4);
      break;
    case Opcode::kGetDimensionSize:
      out.shape = shape(value.operands[0], 1);
      break;
    case Opcode::kApproxTopK:
      out.bins = bins(line);
      break;
    case Opcode::kReduce:
      if (!value.regions.empty()) out.region = region(line);
      out.adder = adder(line);
      break;
    case Opcode::kCumsum:
    case Opcode::kBitSearchThreshold:
      out.adder = adder(line);
      break;
    default:
      break;
  }
  return out;
}

std::string Body::region(const Line& line) {
  std::string name = "combine_" + line.name;
  const PerClass unrounded = line.accumulator_unrounded.value_or(PerClass{false});
  const bool mixed = unrounded.size() > 1;
  text_ += "\n";
  if (!mixed) {
    text_ += print_region(reproducer_.test_case(), line, name, unrounded[0], operations_);
    return name;
  }
  text_ += print_region(reproducer_.test_case(), line, name, false, operations_) +
           print_region(reproducer_.test_case(), line, name + "_unrounded", true, operations_);
  return by_class(unrounded, name, name + "_unrounded");
}

std::string Body::all_reduce(const Line& line) {
  const Value& value = *line.value;
  const Attributes& a = value.attributes;
  const Dtype dtype = value.elements[0].dtype;
  const std::string x = list(line.reads[0]);
  const bool sum = a.combine == Combine::kSum && is_float(dtype);
  const std::string plus = sum ? adder(line) : "";
  if (!sum || (a.reduce_order == ReduceOrder::kRank && !differs_by_rank(plus))) {
    return "all_reduce(" + operations_.combiner(a.combine, dtype, plus) + ", " + x + ")";
  }
  const std::string function = a.reduce_order == ReduceOrder::kTree   ? "all_reduce_tree"
                               : a.reduce_order == ReduceOrder::kRing ? "all_reduce_ring"
                                                                      : "all_reduce_by_rank";
  return function + "([" + plus + " for r in RANKS], " + x + ")";
}

std::string Body::collective(const Line& line) {
  const Value& value = *line.value;
  const Attributes& a = value.attributes;
  std::string text;
  if (value.opcode == Opcode::kAllReduce) {
    text = all_reduce(line);
  } else if (value.opcode == Opcode::kCollectiveBroadcast) {
    text = "collective_broadcast(" + list(line.reads[0]) + ", " + std::to_string(a.root) + ")";
  } else {
    text = line.reads.size() == 2 ? "all_gather_own" : "all_gather";
    if (a.stage >= 0) text += "_in_groups";
    text += "(" + list(line.reads[0]);
    if (line.reads.size() == 2) text += ", " + list(line.reads[1]);
    text += (a.stage >= 0 ? ", GROUPS_" + std::to_string(a.stage) : "") + ")";
  }
  operations_.use(text);
  return text;
}

// What a rank computes, or for collectives the list of what all receive.
std::string Body::computed(const Line& line) {
  const Value& value = *line.value;
  const Dialect& dialect = operations_.dialect();
  const bool torch = dialect.language == Language::kTorch;
  std::string text;
  switch (value.opcode) {
    case Opcode::kPartitionId:
      return torch ? "[torch.tensor(r, dtype=torch.int32) for r in RANKS]"
                   : "[" + dialect.dtype(Dtype::kS32) + "(r) for r in RANKS]";
    case Opcode::kShardOffset:
      return torch ? "torch.tensor(OFFSETS[r], dtype=torch.int32)"
                   : dialect.dtype(Dtype::kS32) + "(OFFSETS[r])";
    case Opcode::kAllGather:
    case Opcode::kAllReduce:
    case Opcode::kCollectiveBroadcast:
      return collective(line);
    default:
      return operations_.expression(value, operands(line), details(line));
  }
}

void Body::assign(const std::string& name, const std::string& text, std::string& comment) {
  std::string all = text;
  const bool simple = text.size() > 3 && text.substr(text.size() - 3) == "[r]" &&
                      text.find_first_of("[( ~-") == text.size() - 3;
  if (simple) {
    all = text.substr(0, text.size() - 3);
  } else if (differs_by_rank(text) && text.find(" for r in RANKS]") == std::string::npos) {
    all = "[" + text + " for r in RANKS]";
  }
  const std::string statement = "    " + name + " = " + all;
  if (comment.empty()) {
    text_ += statement + "\n";
  } else if (statement.size() + 4 + comment.size() <= 100) {
    text_ += statement + "  # " + comment + "\n";
  } else {
    for (const std::string& part : wrapped(comment, 94)) text_ += "    # " + part + "\n";
    text_ += statement + "\n";
  }
  comment.clear();
}

void Body::print_line(const Line& line) {
  const Value& value = *line.value;
  const Element& element = value.elements[0];
  std::string comment;
  for (const Element& each : value.elements) {
    comment += (comment.empty() ? "" : ", ") + std::string(name(each.dtype));
  }
  for (const std::string& remark : line.remarks) comment += "; " + remark;

  std::string text;
  if (line.index == reproducer_.program().logits) {
    text = operations_.rounded("LOGITS[r]", Narrowing{element.dtype});
  } else if (line.held) {
    text = operations_.dialect().scalar(*line.held, element.dtype);
  } else {
    text = computed(line);
  }
  const bool given_to_all =
      operation(value.opcode).collective || value.opcode == Opcode::kPartitionId;
  const bool uniform = !given_to_all && !differs_by_rank(text);
  uniform_.push_back(uniform);
  const std::string each = uniform ? "" : "[r]";
  const bool rounded = chooses_among_rounded(line);
  rounded_.push_back(rounded);

  if (line.unrounded_name.empty() || rounded) {
    if (value.opcode == Opcode::kReducePrecision) {
      text = operations_.rounded(operations_.rounded(text, value.attributes.precision),
                                 Narrowing{element.dtype});
    } else if (value.opcode == Opcode::kConvert && is_float(element.dtype)) {
      text = operations_.rounded(text, value.attributes.precision);
    }
    assign(line.name, text, comment);
    return;
  }
  if (!line.unrounded_used && !given_to_all) {
    assign(line.name, operations_.rounded(text, line.narrowing()), comment);
    return;
  }
  assign(line.unrounded_name, text, comment);
  if (line.name_used) {
    assign(line.name, operations_.rounded(line.unrounded_name + each, line.narrowing()), comment);
  }
}

// A decision that reads NaN marks the row.
void Body::watch_nan(const Line& line) {
  const Value& value = *line.value;
  if (!operation(value.opcode).decision) return;
  for (std::size_t position = 0; position < line.reads.size(); ++position) {
    if (value.opcode == Opcode::kSort && position > 0) break;
    const Read& read = line.reads[position];
    if (!is_float(at(read).value->elements[0].dtype)) continue;
    const std::string text = "rows_with_nan(" + list(read) + ", " +
                             std::to_string(reproducer_.test_case().logits.rows) + ")";
    operations_.use(text);
    text_ += "    nan_rows |= " + text + "\n";
  }
}

}  // namespace

std::string print_body(const Reproducer& reproducer, const Listing& listing, Operations& operations,
                       Data& data) {
  return Body(reproducer, listing, operations, data).print();
}

}  // namespace splitvote
