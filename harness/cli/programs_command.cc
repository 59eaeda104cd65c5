// `splitvote programs`: the built-in samplers, and one of them taken apart.

#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/sampler_arguments.h"
#include "harness/compiled/program_file.h"
#include "harness/report/program_dot.h"
#include "harness/report/program_text.h"
#include "harness/store/builtin.h"
#include "harness/store/json_program.h"
#include "harness/store/json_report.h"

namespace splitvote {

void add_programs_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("programs", "List the samplers, or show one");
  const auto output = std::make_shared<Output>();
  add_output_options(*command, *output);
  command->footer("Example:\n  splitvote programs show gather_topk_topp --json > my_sampler.json");

  CLI::App* show = command->add_subcommand(
      "show", "One sampler drawn: values, sites, where ranks meet, what is observed and promised");
  const auto program = std::make_shared<std::string>();
  const auto sampler = std::make_shared<SamplerArguments>();
  const auto dot = std::make_shared<bool>(false);
  show->add_option("PROGRAM", *program, "A built-in's name, a program file, HLO text, or -")
      ->required()
      ->type_name("");
  show->add_flag("--dot", *dot, "As Graphviz DOT, for `dot -Tsvg`");
  add_role_options(*show, *sampler);
  add_output_options(*show, *output);
  show->footer(
      "Example:\n  splitvote programs show xla_excess_topk\n"
      "  splitvote programs show xla_excess_topk --dot | dot -Tsvg -o sampler.svg");

  show->callback([output, program, sampler, dot, &action] {
    if (*dot && output->json) throw CLI::ExcludesError("--dot", "--json");
    action = [output, program, sampler, dot]() -> int {
      const std::shared_ptr<const Program> shown =
          load_named_program(*program, roles_of(*sampler)).program;
      print(*dot           ? program_dot(*shown)
            : output->json ? write_program(shown->draft)
                           : program_text(*shown, output->coloured()));
      return kNothingFound;
    };
  });
  command->callback([command, output, &action] {
    if (!command->get_subcommands().empty()) return;
    action = [output]() -> int {
      print(output->json ? programs_report(builtin_programs())
                         : programs_text(builtin_programs(), output->coloured()));
      return kNothingFound;
    };
  });
}

}  // namespace splitvote
