#include "harness/store/json_case.h"

#include <algorithm>
#include <utility>

#include "harness/case/parameter_domain.h"
#include "harness/store/builtin.h"
#include "harness/store/json_layout.h"
#include "harness/store/json_logits.h"
#include "harness/store/json_program.h"
#include "harness/store/json_words.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "none" : list;
}

std::shared_ptr<const Program> program_or_name(const JsonPlace& place) {
  if (const std::string* name = place.value().string()) {
    if (auto program = builtin_program(*name)) return program;
    place.refuse("a built-in program (" + listed(builtin_names()) + ") or a whole program");
  }
  if (place.value().members() == nullptr)
    place.refuse("a built-in program's name or a whole program");
  return program_of(place);
}

double number_of(const JsonPlace& place, const ParameterDomain& domain) {
  if (domain.kind == NumberKind::kInteger) {
    return static_cast<double>(place.integer(domain.name, domain.lowest, domain.highest));
  }
  const auto number = static_cast<double>(place.float32(domain.name));
  const std::string fault = number_fault(domain, number);
  if (!fault.empty()) place.fault("expected " + fault);
  return number;
}

Parameters parameters_of(const std::optional<JsonPlace>& place, const std::string& path,
                         const Program& program) {
  const std::vector<ParameterDomain> domains = parameter_domains(program);
  Parameters parameters;
  if (place.has_value()) {
    for (const auto& [name, member] : place->members()) {
      if (name == "seed") {
        parameters.seed = member.unsigned_integer("the seed");
        continue;
      }
      const std::string& wanted = name;
      const auto domain = std::find_if(
          domains.begin(), domains.end(),
          [&wanted](const ParameterDomain& candidate) { return candidate.name == wanted; });
      if (domain == domains.end()) {
        std::vector<std::string> names;
        for (const ParameterDomain& known : domains) names.push_back(known.name);
        member.fault("expected a parameter of " + program.name() + " (" + listed(names) +
                     ") or seed");
      }
      parameters.numbers[name] = number_of(member, *domain);
    }
  }
  for (const ParameterDomain& domain : domains) {
    if (!domain.required || parameters.numbers.contains(domain.name)) continue;
    throw InputError(
        path + "/params/" + path_part(domain.name),
        "expected a number, for which " + program.name() + " has no default, found nothing");
  }
  return parameters;
}

Json json_of(const Parameters& parameters, const Program& program) {
  Json object = Json::object();
  const std::vector<ParameterDomain> domains = parameter_domains(program);
  for (const auto& [name, number] : parameters.numbers) {
    const std::string& wanted = name;
    const bool whole =
        std::any_of(domains.begin(), domains.end(), [&wanted](const ParameterDomain& domain) {
          return domain.name == wanted && domain.kind == NumberKind::kInteger;
        });
    object.add(name, whole ? Json::integer(static_cast<std::int64_t>(number))
                           : Json::float32(static_cast<float>(number)));
  }
  if (parameters.seed != 0) object.add("seed", Json::unsigned_integer(parameters.seed));
  return object;
}

std::optional<Grade> grade_or_any(const JsonPlace& place) {
  const std::string& word = place.string("tie, near, wide or any");
  const std::optional<Grade> grade = grade_named(word);
  if (!grade.has_value() && word != "any") place.refuse("tie, near, wide or any");
  return grade;
}

}  // namespace

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? "" : file.substr(0, slash + 1);
}

Expectation expectation_of(const JsonPlace& place) {
  place.allow_only({"verdicts", "others", "signature"});
  Expectation expectation;
  if (const auto verdicts = place.optional_member("verdicts")) {
    auto& expected = expectation.verdicts.emplace();
    if (verdicts->value().members() != nullptr) {
      for (const auto& [name, grade] : verdicts->members()) {
        expected[verdict_named(grade, name)] = grade_or_any(grade);
      }
    } else {
      for (const JsonPlace& item : verdicts->items("verdicts"))
        expected[verdict_at(item)] = std::nullopt;
    }
  }
  if (const auto others = place.optional_member("others")) {
    expectation.others_allowed = others->boolean("may other verdicts fail");
  }
  if (const auto signature = place.optional_member("signature"))
    expectation.signature = signature_at(*signature);
  return expectation;
}

Json json_of(const Expectation& expectation) {
  Json object = Json::object();
  if (expectation.verdicts.has_value()) {
    Json verdicts = Json::object();
    for (const auto& [verdict, grade] : *expectation.verdicts) {
      verdicts.add(std::string(name(verdict)), grade.has_value() ? name(*grade) : "any");
    }
    object.add("verdicts", std::move(verdicts));
  }
  if (expectation.others_allowed) object.add("others", Json(true));
  if (!expectation.signature.empty()) object.add("signature", expectation.signature);
  return object;
}

Case case_of(const JsonPlace& place, const std::string& folder, std::vector<std::string>& notices) {
  Case test_case;
  test_case.program =
      program_or_name(place.member("program", "a program's name or a whole program"));
  ReadLogits logits = logits_of(place.member("logits", "the logits"), folder);
  test_case.logits = std::move(logits.logits);
  notices.insert(notices.end(), logits.notices.begin(), logits.notices.end());
  test_case.layout =
      layout_of(place.member("layout", "the layout, at least its ranks"), logits.vocab_size);
  test_case.parameters =
      parameters_of(place.optional_member("params"), place.path(), *test_case.program);
  const std::string fault = case_fault(test_case);
  if (!fault.empty()) {
    const std::size_t colon = fault.find(": ");
    throw InputError(place.path() + "/" + fault.substr(0, colon),
                     "expected " + fault.substr(colon + 2));
  }
  return test_case;
}

void add_case(const Case& test_case, Json& object) {
  const Program& program = *test_case.program;
  const auto builtin = builtin_program(program.name());
  const bool named = builtin != nullptr && builtin->draft == program.draft;
  object.add("program", named ? Json(program.name()) : json_of(program.draft));
  object.add("logits", json_of(test_case.logits, test_case.layout.vocab_size));
  object.add("layout", json_of(test_case.layout));
  object.add("params", json_of(test_case.parameters, program));
}

CaseFile case_file_of(const JsonPlace& place, const std::string& folder) {
  place.check_format(kCaseFormat, kCaseVersion);
  place.allow_only({"format", "version", "description", "source", "program", "logits", "layout",
                    "params", "expect"});
  CaseFile file;
  if (const auto member = place.optional_member("description"))
    file.description = member->string("a text");
  if (const auto member = place.optional_member("source")) file.source = member->string("a text");
  file.test_case = case_of(place, folder, file.notices);
  if (const auto member = place.optional_member("expect"))
    file.expectation = expectation_of(*member);
  return file;
}

CaseFile read_case(std::string_view text, const std::string& file) {
  try {
    const Json document = parse_json(text);
    return case_file_of(JsonPlace(document), folder_of(file));
  } catch (const InputError& error) {
    throw error.in_file(file);
  }
}

std::string write_case(const CaseFile& case_file) {
  Json object = Json::object();
  object.add("format", kCaseFormat);
  object.add("version", Json::integer(kCaseVersion));
  if (!case_file.description.empty()) object.add("description", case_file.description);
  if (!case_file.source.empty()) object.add("source", case_file.source);
  add_case(case_file.test_case, object);
  if (case_file.expectation.has_value()) object.add("expect", json_of(*case_file.expectation));
  return write_json(object);
}

}  // namespace splitvote
