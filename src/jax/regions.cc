// Operations with regions: functions that are defined before the value they belong to.
#include <algorithm>

#include "src/jax/writing.h"

namespace splitvote {
namespace {

template <typename Name>
std::string list_of(std::size_t from, std::size_t to, const Name& name_of) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += (i == from ? "" : ", ") + name_of(i);
  return text;
}

// "(a, b)", "(a,)"
template <typename Name>
std::string tuple_of(std::size_t from, std::size_t to, const Name& name_of) {
  return "(" + list_of(from, to, name_of) + (to - from == 1 ? ",)" : ")");
}

void append(std::vector<std::string>& lines, const std::vector<std::string>& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace

std::vector<std::string> write_region_body(JaxScope& inside, const Region& region) {
  PythonNames& names = inside.module().names;
  for (std::size_t i = 0; i < region.values.size(); ++i) {
    inside.set_name(static_cast<int>(i), names.take(region.values[i].id));
  }
  std::vector<std::string> lines;
  for (auto i = static_cast<std::size_t>(region.parameter_count); i < region.values.size(); ++i) {
    if (!region.values[i].needed) continue;
    const JaxStatement each = write_value(inside, region.values[i]);
    for (const std::string& line : each.before) lines.push_back("    " + line);
    lines.push_back("    " + inside.name(static_cast<int>(i)) + " = " + each.expression);
  }
  return lines;
}

JaxStatement write_region_reduction(const JaxScope& scope, const Value& value) {
  const Region& region = value.regions[0];
  const std::size_t n = value.operands.size() / 2;
  JaxScope inside(scope.module(), region.values, scope.place(), true);
  const std::string step = scope.module().names.take(value.id + "_step");
  const std::vector<std::string> body = write_region_body(inside, region);
  const auto parameter = [&](std::size_t i) { return inside.name(static_cast<int>(i)); };
  const auto operand = [&](std::size_t i) { return scope.name(value, i); };
  const auto yielded = [&](std::size_t i) { return inside.name(region.yields[i]); };

  JaxStatement statement;
  if (n == 1) {
    statement.before = {"def " + step + "(" + list_of(0, 2, parameter) + "):"};
  } else {
    statement.before = {
        "def " + step + "(acc, each):", "    " + list_of(0, n, parameter) + " = acc",
        "    " + list_of(n, 2 * n, parameter) + " = each"};
  }
  append(statement.before, body);
  statement.before.push_back("    return " + list_of(0, n, yielded));
  const std::string axis =
      "(" + std::to_string(scope.operand_element(value, 0).shape.size() - 1) + ",)";
  const std::string open = n == 1 ? "" : "(", close = n == 1 ? "" : ")";
  statement.expression = "lax.reduce(" + open + list_of(0, n, operand) + close + ", " + open +
                         list_of(n, 2 * n, operand) + close + ", " + step + ", " + axis + ")";
  // JAX 0.10.2 drops a result that nobody takes from the reduction, also where the region computes
  // the other results from it. Taking all of them keeps it.
  if (!scope.all_results_taken(value)) {
    statement.expression = "lax.optimization_barrier(" + statement.expression + ")";
  }
  return statement;
}

JaxStatement write_while(const JaxScope& scope, const Value& value) {
  const std::size_t n = value.operands.size();
  JaxStatement statement;
  std::vector<std::string> functions;
  for (const std::size_t which : {0U, 1U}) {
    const Region& region = value.regions[which];
    JaxScope inside(scope.module(), region.values, scope.place(), false);
    functions.push_back(scope.module().names.take(value.id + (which == 0 ? "_goes_on" : "_body")));
    const std::vector<std::string> body = write_region_body(inside, region);
    const auto parameter = [&](std::size_t i) { return inside.name(static_cast<int>(i)); };
    const auto yielded = [&](std::size_t i) { return inside.name(region.yields[i]); };
    statement.before.push_back("def " + functions.back() + "(carried):");
    statement.before.push_back("    " + tuple_of(0, n, parameter) + " = carried");
    append(statement.before, body);
    statement.before.push_back("    return " + (which == 0 ? yielded(0) : tuple_of(0, n, yielded)));
  }
  statement.expression = "lax.while_loop(" + functions[0] + ", " + functions[1] + ", " +
                         tuple_of(0, n, [&](std::size_t i) { return scope.name(value, i); }) + ")";
  return statement;
}

}  // namespace splitvote
