#include "harness/cli/case_arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "harness/case/case_limits.h"
#include "harness/case/parameter_domain.h"
#include "harness/compiled/program_file.h"
#include "harness/store/load.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr const char* kSet = "--set";

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

double number_for(const ParameterDomain& domain, const std::string& text) {
  std::optional<double> number;
  if (domain.kind == NumberKind::kInteger) {
    if (const auto whole = number_in<std::int64_t>(text)) number = static_cast<double>(*whole);
  } else if (const auto decimal = number_in<float>(text)) {
    number = static_cast<double>(*decimal);
  }
  const std::string place = std::string(kSet) + " " + domain.name;
  if (!number.has_value()) {
    throw InputError(place, std::string("expected ") +
                                (domain.kind == NumberKind::kInteger ? "a whole number"
                                                                     : "a number of float32") +
                                ", found '" + text + "'");
  }
  const std::string fault = number_fault(domain, *number);
  if (!fault.empty()) throw InputError(place, "expected " + fault);
  return *number;
}

void apply_setting(const std::string& setting, const Program& program, Parameters& parameters) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string::npos) {
    throw InputError(kSet, "expected name=value, found '" + setting + "'");
  }
  const std::string name = setting.substr(0, equals);
  const std::string text = setting.substr(equals + 1);
  if (name == "seed") {
    const auto seed = number_in<std::uint64_t>(text);
    if (!seed.has_value()) {
      throw InputError(std::string(kSet) + " seed",
                       "expected a whole number below 2^64, found '" + text + "'");
    }
    parameters.seed = *seed;
    return;
  }
  std::string names;
  for (const ParameterDomain& domain : parameter_domains(program)) {
    if (domain.name == name) {
      parameters.numbers[name] = number_for(domain, text);
      return;
    }
    names += domain.name + ", ";
  }
  throw InputError(kSet, "expected a parameter of " + program.name() + " (" + names +
                             "seed), found '" + name + "'");
}

float pad_value_of(const LayoutArguments& arguments) {
  if (arguments.pad_value.empty()) {
    throw InputError("--pad-value",
                     "expected what the padding holds (a number, -inf or nan), found nothing");
  }
  const auto number = number_in<float>(arguments.pad_value);
  if (!number.has_value()) {
    throw InputError("--pad-value",
                     "expected a number of float32, found '" + arguments.pad_value + "'");
  }
  return *number;
}

const NamedVocabulary* vocabulary_of(const std::string& name) {
  if (name.empty()) return nullptr;
  std::string names;
  for (const NamedVocabulary& vocabulary : named_vocabularies()) {
    if (vocabulary.name == name) return &vocabulary;
    names += (names.empty() ? "" : ", ") + std::string(vocabulary.name);
  }
  throw InputError("--vocabulary", "expected one of " + names + ", found '" + name + "'");
}

// A vocabulary's rows may hold its padding columns too: they are cut off, and the layout pads.
void fit_vocabulary(const NamedVocabulary& vocabulary, const std::string& file, TensorRows& rows) {
  const auto tokens = static_cast<std::size_t>(vocabulary.vocab_size);
  const std::size_t columns = rows.rows.front().size();
  if (columns != tokens && columns != static_cast<std::size_t>(vocabulary.padded_size)) {
    throw InputError("--vocabulary " + std::string(vocabulary.name),
                     "expected rows of " + std::to_string(vocabulary.vocab_size) +
                         " numbers (with the padding " + std::to_string(vocabulary.padded_size) +
                         "), found " + std::to_string(columns),
                     file);
  }
  for (std::vector<float>& row : rows.rows) row.resize(tokens);
}

Layout layout_of(std::int32_t vocab_size, const NamedVocabulary* vocabulary,
                 const LayoutArguments& arguments) {
  std::int32_t padded_size = vocabulary == nullptr ? vocab_size : vocabulary->padded_size;
  const std::vector<std::string> words = split(arguments.layout, ':');
  const bool padded = words.size() == 2 && words.front() == "padded";
  if (padded) {
    const auto columns = number_in<std::int32_t>(words.back());
    if (!columns.has_value() || *columns < vocab_size || *columns > kPaddedSizeMax) {
      throw InputError("--layout", "expected padded:N with N in " + std::to_string(vocab_size) +
                                       ".." + std::to_string(kPaddedSizeMax) + ", found '" +
                                       arguments.layout + "'");
    }
    padded_size = *columns;
  } else if (arguments.layout != "even" && arguments.layout != "strided") {
    throw InputError("--layout",
                     "expected even, strided or padded:N, found '" + arguments.layout + "'");
  }
  const bool pads = padded_size > vocab_size;
  Layout layout =
      pads ? padded_layout(vocab_size, padded_size, arguments.ranks, pad_value_of(arguments))
           : even_layout(vocab_size, arguments.ranks);
  if (arguments.layout == "strided") layout.split = Split::kStrided;
  const std::string fault = layout_fault(layout);
  if (!fault.empty()) throw InputError("--layout", "expected " + fault);
  return layout;
}

}  // namespace

void add_layout_arguments(CLI::App& command, LayoutArguments& arguments) {
  command
      .add_option("--layout", arguments.layout,
                  "How --logits are sharded: even, strided or padded:N")
      ->type_name("LAYOUT")
      ->capture_default_str();
  command.add_option("--pad-value", arguments.pad_value, "What the padding holds")
      ->type_name("NUMBER");
  command
      .add_option("--vocabulary", arguments.vocabulary,
                  "A published vocabulary, padded as its system pads it")
      ->type_name("NAME");
}

void add_case_arguments(CLI::App& command, CaseArguments& arguments) {
  command
      .add_option("CASE", arguments.text,
                  "A case, a finding, bytes of a fuzzing engine, or - for standard input; with "
                  "--logits a program: a built-in's name or a file")
      ->required()
      ->type_name("");
  command
      .add_option("--logits", arguments.logits,
                  "Logits of your own, .safetensors or .npy; ROW is a number or 'all'")
      ->type_name("FILE[:TENSOR][:ROW]");
  command.add_option("--ranks", arguments.layout.ranks, "Ranks that --logits are sharded over")
      ->type_name("N")
      ->capture_default_str();
  command
      .add_option("--set", arguments.settings,
                  "Parameters, as temperature=0.7,top_k=40; may be repeated")
      ->type_name("NAME=VALUE,...");
  add_role_options(command, arguments.sampler);
  add_layout_arguments(command, arguments.layout);
}

void apply_settings(const std::vector<std::string>& settings, const Program& program,
                    Parameters& parameters) {
  for (const std::string& list : settings) {
    for (const std::string& setting : split(list, ',')) {
      apply_setting(setting, program, parameters);
    }
  }
}

void require_parameters(const Program& program, const Parameters& parameters) {
  for (const ParameterDomain& domain : parameter_domains(program)) {
    if (!domain.required || parameters.numbers.contains(domain.name)) continue;
    throw InputError(
        std::string(kSet) + " " + domain.name,
        "expected a number, for which " + program.name() + " has no default, found nothing");
  }
}

Case case_of_rows(std::shared_ptr<const Program> program, TensorRows rows,
                  const LayoutArguments& layout, const Parameters& parameters,
                  const std::string& file) {
  if (layout.ranks < 1 || layout.ranks > kRankCountMax) {
    throw InputError("--ranks", "expected a whole number in 1.." + std::to_string(kRankCountMax) +
                                    ", found " + std::to_string(layout.ranks));
  }
  const NamedVocabulary* vocabulary = vocabulary_of(layout.vocabulary);
  if (vocabulary != nullptr) fit_vocabulary(*vocabulary, file, rows);
  const std::size_t columns = rows.rows.front().size();
  if (columns > static_cast<std::size_t>(kVocabSizeMax)) {
    throw InputError("",
                     "expected rows of at most " + std::to_string(kVocabSizeMax) +
                         " numbers, found " + std::to_string(columns),
                     file);
  }
  Case test_case;
  test_case.program = std::move(program);
  test_case.layout = layout_of(static_cast<std::int32_t>(columns), vocabulary, layout);
  test_case.logits.rows = static_cast<std::int32_t>(rows.rows.size());
  test_case.logits.values = std::move(rows.rows);
  test_case.parameters = parameters;
  const std::string fault = case_fault(test_case);
  if (!fault.empty()) throw InputError("", "expected " + fault, file);
  return test_case;
}

Witness load_case_argument(const CaseArguments& arguments) {
  if (arguments.logits.empty()) {
    Witness witness = load_witness(arguments.text);
    apply_settings(arguments.settings, *witness.test_case.program, witness.test_case.parameters);
    return witness;
  }
  Witness witness;
  const TensorPlace place = parse_tensor_place(arguments.logits);
  TensorRows rows = read_tensor_rows(place, kRowCountMax, kPaddedSizeMax);
  for (const std::string& notice : rows.notices) {
    witness.notices.push_back(place.file + ": " + notice);
  }
  NamedProgram named = load_named_program(arguments.text, roles_of(arguments.sampler));
  const std::shared_ptr<const Program> program = std::move(named.program);
  for (const std::string& note : named.notes) {
    witness.notices.push_back(arguments.text + ": " + note);
  }
  Parameters parameters;
  apply_settings(arguments.settings, *program, parameters);
  require_parameters(*program, parameters);
  witness.test_case =
      case_of_rows(program, std::move(rows), arguments.layout, parameters, place.file);
  return witness;
}

}  // namespace splitvote
