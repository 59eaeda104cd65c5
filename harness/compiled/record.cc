#include "harness/compiled/record.h"

#include <cctype>
#include <charconv>
#include <optional>

#include "harness/compilers/fields.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return text;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class Reader {
 public:
  Reader(const Fields& fields, const std::string& file) : fields_(fields), file_(file) {}

  [[nodiscard]] std::string text(std::string_view name) const {
    const std::string_view found = text_of(fields_, name);
    if (found.empty()) refuse(name, "a text");
    return std::string(found);
  }
  [[nodiscard]] std::int32_t number(std::string_view name) const {
    const auto number = number_in<std::int32_t>(text(name));
    if (!number || *number < 0) refuse(name, "a number");
    return *number;
  }
  [[nodiscard]] std::int32_t count(std::string_view name) const {
    const auto number = number_in<std::int32_t>(text(name));
    if (!number || *number < 1) refuse(name, "a count");
    return *number;
  }
  [[nodiscard]] std::map<std::string, double> numbers() const {
    std::map<std::string, double> numbers;
    for (const std::string& line : lines_of(text_of(fields_, "numbers"))) {
      const std::size_t blank = line.find(' ');
      const auto number = blank == std::string::npos
                              ? std::nullopt
                              : number_in<double>(std::string_view(line).substr(blank + 1));
      if (!number) refuse("numbers", "lines of a name and a number");
      numbers[line.substr(0, blank)] = *number;
    }
    return numbers;
  }

 private:
  [[noreturn]] void refuse(std::string_view name, const std::string& expectation) const {
    throw InputError("field " + std::string(name), "expected " + expectation, file_);
  }

  const Fields& fields_;
  const std::string& file_;
};

}  // namespace

void give_roles(const HloRoles& roles, CompiledRecord& record) {
  if (!roles.parameters.empty()) record.parameters = roles.parameters;
  if (!roles.outputs.empty()) record.outputs = roles.outputs;
}

std::string write_record(const CompiledRecord& record) {
  std::string numbers;
  for (const auto& [name, number] : record.numbers) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    numbers += name + " " + std::string(text, end) + "\n";
  }
  Fields fields = {{"splitvote-compiled", "1"},
                   {"sampler", record.sampler},
                   {"target", record.target},
                   {"compiler", record.compiler},
                   {"jax", record.jax},
                   {"flags", record.flags},
                   {"batch", std::to_string(record.shape.rows)},
                   {"ranks", std::to_string(record.shape.ranks)},
                   {"tokens-per-rank", std::to_string(record.shape.tokens_per_rank)},
                   {"parameters", joined(record.parameters)},
                   {"outputs", joined(record.outputs)},
                   {"numbers", numbers},
                   {"unoptimized", record.unoptimized},
                   {"optimized", record.optimized}};
  if (!record.arguments.empty()) fields.push_back({"arguments", record.arguments});
  if (!record.variant.empty()) {
    fields.push_back({"variant", record.variant});
    fields.push_back({"extra-results", std::to_string(record.extra_results)});
    fields.push_back({"optimized-second", record.optimized_second});
  }
  return write_fields(fields);
}

bool is_record(std::string_view text) { return text.rfind("splitvote-compiled 1\n", 0) == 0; }

CompiledRecord read_record(std::string_view text, const std::string& file) {
  const std::optional<Fields> fields = parse_fields(text);
  if (!fields || text_of(*fields, "splitvote-compiled") != "1") {
    throw InputError("", "expected a record of a compilation (splitvote-compiled 1)", file);
  }
  const Reader reader(*fields, file);
  CompiledRecord record;
  record.sampler = reader.text("sampler");
  record.target = reader.text("target");
  record.compiler = reader.text("compiler");
  record.jax = text_of(*fields, "jax");
  record.flags = text_of(*fields, "flags");
  record.shape = {reader.count("batch"), reader.count("tokens-per-rank"), reader.count("ranks")};
  record.parameters = lines_of(text_of(*fields, "parameters"));
  record.outputs = lines_of(text_of(*fields, "outputs"));
  record.numbers = reader.numbers();
  record.unoptimized = text_of(*fields, "unoptimized");
  record.of_function = !record.unoptimized.empty();
  record.optimized = reader.text("optimized");
  record.arguments = text_of(*fields, "arguments");
  record.variant = text_of(*fields, "variant");
  if (!record.variant.empty()) {
    record.extra_results = reader.number("extra-results");
    record.optimized_second = text_of(*fields, "optimized-second");
  }
  return record;
}

std::string record_file_name(const CompiledRecord& record) {
  const std::size_t slash = record.sampler.rfind('/');
  std::string name = slash == std::string::npos ? record.sampler : record.sampler.substr(slash + 1);
  name += "-" + record.target + "-b" + std::to_string(record.shape.rows) + "-r" +
          std::to_string(record.shape.ranks) + "-" + std::to_string(record.shape.tokens_per_rank);
  for (const auto& [parameter, number] : record.numbers) {
    name += "-" + parameter + std::to_string(static_cast<std::int64_t>(number));
  }
  if (keeps_every_cast(record.flags)) name += "-exact";
  if (!record.variant.empty()) name += "-" + record.variant;
  for (char& letter : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
                       letter == '_' || letter == '.';
    if (!plain) letter = '_';
  }
  return name + ".hlo";
}

}  // namespace splitvote
