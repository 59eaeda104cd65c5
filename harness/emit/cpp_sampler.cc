// The sampler: one statement per value, in program order, then what is observed.
#include "harness/emit/cpp_file.h"

namespace splitvote {
namespace {

constexpr std::size_t kColumns = 100;

// A comment behind the statement, or above it where the line is long.
std::string commented(const std::string& statement, const std::string& comment) {
  const std::size_t last = statement.rfind('\n');
  const std::size_t width = statement.size() - (last == std::string::npos ? 0 : last + 1);
  if (last == std::string::npos && width + comment.size() + 7 <= kColumns) {
    return "  " + statement + "  // " + comment + "\n";
  }
  return "  // " + comment + "\n  " + statement + "\n";
}

void print_nan_watch(const Listing& listing, const Line& line, const Program& program,
                     CppFile& file) {
  const Value& value = *line.value;
  if (!operation(value.opcode).decision) return;
  for (std::size_t position = 0; position < line.reads.size(); ++position) {
    if (value.opcode == Opcode::kSort && position > 0) break;  // payloads are moved, not read
    const auto operand = static_cast<std::size_t>(value.operands[position]);
    if (!is_float(program.values[operand].elements[0].dtype)) continue;
    file.body += "  " + file.op("watch_nan") + "(outcome, " +
                 cpp_read(listing, line.reads[position], file) + ");\n";
  }
}

void print_line(const Reproducer& reproducer, const Listing& listing, const Line& line,
                CppFile& file) {
  if (reproducer.watches_nan()) print_nan_watch(listing, line, reproducer.program(), file);
  for (const std::string& remark : line.remarks) file.body += "  // " + remark + "\n";
  const std::string computed = cpp_operation(reproducer, listing, line, file);
  const std::string comment = std::string(operation(line.value->opcode).name) + ": " + line.type;
  if (line.unrounded_name.empty()) {
    file.body += commented("const auto " + line.name + " = " + computed + ";", comment);
    return;
  }
  const std::string rounding = cpp_rounding(line.narrowing(), file);
  const auto rounded = [&](const std::string& what) {
    return "const auto " + line.name + " = " + file.op("round") + "(" + what + ", " + rounding +
           ");";
  };
  if (!line.unrounded_used) {
    file.body += commented(rounded(computed), comment);
    return;
  }
  file.body += commented("const auto " + line.unrounded_name + " = " + computed + ";",
                         comment + ", before its cast");
  if (line.name_used) file.body += "  " + rounded(line.unrounded_name) + "\n";
}

// op::FUNCTION(outcome, names...) where all of the values are observed.
class ObservePrinter {
 public:
  ObservePrinter(const Listing& listing, CppFile& file) : listing_(listing), file_(file) {}

  void print(const char* function, const std::string& first, std::initializer_list<int> values) {
    std::string arguments = first;
    for (const int value : values) {
      if (value < 0) return;
      arguments += ", " + listing_.observed(value)->name;
    }
    file_.body += "  " + file_.op(function) + "(" + arguments + ");\n";
  }

 private:
  const Listing& listing_;
  CppFile& file_;
};

}  // namespace

void print_sampler(const Reproducer& reproducer, std::size_t listing_at, const std::string& name,
                   CppFile& file) {
  const Listing& listing = reproducer.listings[listing_at];
  file.prelude.need("outcome");
  file.body += "// Plan: " + to_string(reproducer.program(), listing.plan) + ".\n";
  file.body += "op::Outcome " + name + "(const op::Given& given) {\n";
  file.body += "  op::Outcome outcome = op::nothing_named(given, " +
               std::to_string(reproducer.test_case().logits.rows) + ");\n";
  for (const Line& line : listing.lines) print_line(reproducer, listing, line, file);
  file.body += "\n";
  const Observe& o = reproducer.program().observe;
  ObservePrinter observe(listing, file);
  if (o.candidates_own_slice) {
    observe.print("keep_own_slices", "given, outcome", {o.candidates_mask});
  } else if (o.candidates_mask >= 0) {
    observe.print("keep_masked_ids", "outcome", {o.candidates_mask, o.candidates_ids});
  } else {
    observe.print("keep_ids", "outcome", {o.candidates_ids});
  }
  observe.print("name_top", "outcome", {o.top_id});
  observe.print("name_top_value", "outcome", {o.top_value});
  observe.print("name_draw", "outcome", {o.draw_id});
  observe.print("name_owner", "outcome", {o.owner_mask});
  observe.print("name_travellers", "given, outcome",
                {o.travels_id, o.travels_key, o.travels_source});
  file.body += "  return outcome;\n}\n\n";
}

}  // namespace splitvote
