// `splitvote programs`: the built-in samplers, and one of them taken apart.

#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/program_text.h"
#include "harness/compiled/program_file.h"
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
      "show", "One sampler: values, derived sites, observed values, promises");
  const auto program = std::make_shared<std::string>();
  show->add_option("PROGRAM", *program, "A built-in's name, a program file, HLO text, or -")
      ->required()
      ->type_name("");
  add_output_options(*show, *output);
  show->footer("Example:\n  splitvote programs show xla_excess_topk");

  show->callback([output, program, &action] {
    action = [output, program]() -> int {
      const std::shared_ptr<const Program> shown = load_named_program(*program).program;
      print(output->json ? write_program(shown->draft) : program_text(*shown, output->coloured()));
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
