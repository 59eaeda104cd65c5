#include "src/hlo/parse_hlo.h"

#include <array>
#include <string>
#include <unordered_map>

#include "src/hlo/parse_shape.h"
#include "src/hlo/text_cursor.h"

namespace splitvote {
namespace {

constexpr std::size_t kInstructionsMax = 1 << 20;  // real modules have thousands
constexpr std::int64_t kParametersMax = 1 << 16;   // of one computation

class ModuleParser {
 public:
  explicit ModuleParser(std::string_view text) : cursor_(text) {}

  HloModule run() {
    header();
    while (!cursor_.at_end()) {
      if (!skipped_table()) computation();
    }
    if (module_.entry < 0) cursor_.refuse("expected a computation marked ENTRY");
    return std::move(module_);
  }

 private:
  void header() {
    if (!cursor_.take("HloModule")) cursor_.refuse("expected \"HloModule\" at the beginning");
    module_.name = cursor_.name("the module");
    while (cursor_.take(",")) {
      const std::string key = cursor_.name("a module attribute");
      if (!cursor_.take("=")) continue;
      if (key == "num_partitions" || key == "replica_count") {
        const std::int64_t count = cursor_.whole(key);
        if (count < 1 || count > 1 << 20) cursor_.refuse("expected " + key + " from 1 to 2^20");
        (key == "num_partitions" ? module_.partitions : module_.replicas) = static_cast<int>(count);
        continue;
      }
      const std::string_view value = cursor_.balanced();
      if (key == "is_scheduled") module_.scheduled = value == "true";
      if (key == "frontend_attributes") module_.frontend_attributes = value;
    }
  }

  // The tables of source lines that stack_frame_id refers to: a title, then numbered lines.
  bool skipped_table() {
    static constexpr std::array<std::string_view, 4> kTitles = {"FileNames\n", "FunctionNames\n",
                                                                "FileLocations\n", "StackFrames\n"};
    bool title = false;
    for (const std::string_view each : kTitles) title = title || cursor_.take(each);
    if (!title) return false;
    while (!cursor_.at_end() && cursor_.next_is_digit()) cursor_.skip_line();
    return true;
  }

  void computation() {
    HloComputation made;
    made.line = cursor_.line();
    const bool entry = cursor_.take("ENTRY ");
    made.name = cursor_.name("a computation");
    signature();
    cursor_.expect("{");
    std::unordered_map<std::string, int> names;
    while (!cursor_.take("}")) {
      const bool root = cursor_.take("ROOT ");
      HloInstruction read = instruction(names);
      const int index = static_cast<int>(made.instructions.size());
      if (root) made.root = index;
      if (read.parameter >= 0) place_parameter(made, read, index);
      if (!names.emplace(read.name, index).second)
        cursor_.refuse("expected another name; \"" + read.name + "\" is defined twice");
      made.instructions.push_back(std::move(read));
      if (++instructions_ > kInstructionsMax) cursor_.refuse("expected at most 2^20 instructions");
    }
    if (made.root < 0) cursor_.refuse("expected a ROOT instruction in " + made.name);
    for (const int index : made.parameters) {
      if (index < 0) cursor_.refuse("expected every parameter of " + made.name + " by number");
    }
    while (cursor_.take(",")) cursor_.balanced();
    if (entry) {
      if (module_.entry >= 0) cursor_.refuse("expected one ENTRY computation");
      module_.entry = static_cast<int>(module_.computations.size());
    }
    module_.computations.push_back(std::move(made));
  }

  // "(x: f32[8], y: f32[]) -> f32[8]", which the instructions say again.
  void signature() {
    if (!cursor_.take("(")) return;
    while (!cursor_.next_is(")")) {
      cursor_.name("a parameter");
      cursor_.expect(":");
      parse_shape(cursor_);
      if (!cursor_.take(",")) break;
    }
    cursor_.expect(")");
    cursor_.expect("->");
    parse_shape(cursor_);
  }

  void place_parameter(HloComputation& made, const HloInstruction& read, int index) const {
    const auto number = static_cast<std::size_t>(read.parameter);
    if (made.parameters.size() <= number) made.parameters.resize(number + 1, -1);
    if (made.parameters[number] >= 0) cursor_.refuse("expected another parameter number");
    made.parameters[number] = index;
  }

  HloInstruction instruction(const std::unordered_map<std::string, int>& names) {
    HloInstruction made;
    cursor_.skip();
    made.line = cursor_.line();
    made.name = cursor_.name("an instruction");
    cursor_.expect("=");
    made.shape = parse_shape(cursor_);
    made.opcode = cursor_.name("an operation");
    cursor_.expect("(");
    if (made.opcode == "constant") {
      made.literal = parse_literal(cursor_, made.shape);
    } else if (made.opcode == "parameter") {
      const std::int64_t number = cursor_.whole("a parameter's number");
      if (number < 0 || number >= kParametersMax) cursor_.refuse("expected a parameter's number");
      made.parameter = static_cast<int>(number);
    } else {
      while (!cursor_.next_is(")")) {
        made.operands.push_back(operand(names));
        if (!cursor_.take(",")) break;
      }
    }
    cursor_.expect(")");
    while (cursor_.take(",")) attribute(made);
    return made;
  }

  // "%name", "name", or either after its shape.
  int operand(const std::unordered_map<std::string, int>& names) {
    const TextCursor before = cursor_;
    if (cursor_.next_is("(")) parse_shape(cursor_);
    std::string name = cursor_.name("an operand");
    if (cursor_.next_is("[")) {  // the name was an element type
      cursor_ = before;
      parse_shape(cursor_);
      name = cursor_.name("an operand");
    }
    const auto found = names.find(name);
    if (found == names.end()) {
      cursor_.refuse("expected an instruction above in this computation; none is called \"" + name +
                     "\"");
    }
    return found->second;
  }

  void attribute(HloInstruction& made) {
    const std::string key = cursor_.name("an attribute");
    cursor_.expect("=");
    const std::string_view value = cursor_.balanced();
    if (key == "metadata") {
      made.op_name = quoted_field(value, "op_name=\"");
    } else if (key != "backend_config") {
      made.attributes.emplace_back(key, value);
    }
  }

  static std::string quoted_field(std::string_view text, std::string_view field) {
    const std::size_t at = text.find(field);
    if (at == std::string_view::npos) return {};
    const std::size_t start = at + field.size();
    return std::string(text.substr(start, text.find('"', start) - start));
  }

  TextCursor cursor_;
  HloModule module_;
  std::size_t instructions_ = 0;
};

}  // namespace

HloModule parse_hlo(std::string_view text) { return ModuleParser(text).run(); }

}  // namespace splitvote
