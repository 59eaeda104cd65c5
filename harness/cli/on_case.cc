#include "harness/cli/on_case.h"

#include <utility>

#include "harness/cli/stop_signal.h"
#include "harness/identify/lowerings.h"
#include "harness/reach/reached_findings.h"
#include "harness/reach/seen.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {

void share_roles(const CaseArguments& test_case, TargetArguments& targets) {
  targets.sampler.parameters = test_case.sampler.parameters;
  targets.sampler.outputs = test_case.sampler.outputs;
}

SamplerSource source_of(const Case& test_case, const TargetArguments& arguments) {
  const std::string name(written_name(test_case.program->name()));
  if (arguments.loaded && arguments.loaded->name() == name) return *arguments.loaded;
  const std::size_t colon = name.rfind(".py:");
  if (colon != std::string::npos && file_exists(name.substr(0, colon + 3))) {
    return load_sampler(name, arguments.sampler);
  }
  SamplerSource source;
  source.program = test_case.program;
  return source;
}

void complete_from_records(const Case& test_case, const std::vector<Reached>& reached,
                           TargetArguments& targets) {
  SamplerSource source = source_of(test_case, targets);
  if (source.program != nullptr) return;
  for (const Reached& each : reached) {
    const std::string path = each.record.substr(0, each.record.find(','));  // of a fleet, the first
    if (!file_exists(path)) continue;
    try {
      complete_from(read_record(read_file(path), path), source);
      break;
    } catch (const InputError&) {
      continue;  // whoever needs that record says so
    }
  }
  targets.loaded = std::move(source);
}

CompiledShape shape_of(const Case& test_case) {
  const CompiledShape shape = {test_case.logits.rows, LayoutMap(test_case.layout).size(0),
                               test_case.layout.rank_count()};
  const std::string why = misfit(test_case, shape);
  if (!why.empty()) {
    throw InputError("",
                     "expected a layout that a compiled program serves (even contiguous "
                     "shards in rank order), found " +
                         why);
  }
  return shape;
}

Subjects compile_for(const Case& test_case, const TargetArguments& arguments, Compilers& compilers,
                     const std::string& folder, const Output& output) {
  TargetArguments own = arguments;
  own.numbers = numbers_in_force(test_case);
  own.variants = false;
  return compile_at(own, source_of(test_case, arguments), shape_of(test_case), {}, compilers,
                    folder, output);
}

OnCase judge_on(const Witness& witness, const TargetArguments& arguments, const FailRule& rule,
                const Output& output) {
  OnCase result;
  if (!arguments.given()) return result;
  const Case& test_case = witness.test_case;
  TargetArguments own = arguments;
  if (witness.finding) complete_from_records(test_case, witness.finding->reached, own);
  Compilers compilers(compilers_options(arguments.compilers));
  Subjects made = compile_for(test_case, own, compilers, "", output);
  result.notices = made.all_notices();
  SweepLimits limits;
  limits.stop = &stop_signal();
  for (const Subject& subject : made.subjects) {
    const Case judged = judged_case(subject, test_case);
    const Judge judge(judged);
    for (Seen& seen : see(subject, test_case)) {
      JudgedOn one;
      one.as = seen.by.as;
      one.judgement = judge.judge(seen.outcome);
      one.names = names_text(judged, seen.outcome, test_case.logits.rows);
      if (seen.explained) {
        one.plan = to_string(*seen.sampler, split_plan(*seen.plan, seen.sampler->site_count(),
                                                       judged.layout.class_count()));
      }
      result.judged.push_back(std::move(one));
    }
    merge_findings(reached_findings(subject, test_case, rule, limits), result.findings);
  }
  return result;
}

}  // namespace splitvote
