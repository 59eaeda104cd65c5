// A sampler wherever a program is named: a built-in's name, a program file, or HLO text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/identify/fit.h"
#include "src/hlo/roles.h"
#include "src/program/program.h"

namespace splitvote {

struct NamedProgram {
  std::shared_ptr<const Program> program;
  std::optional<CompiledShape> shape;  // the one that HLO text serves; nothing: any
  std::vector<std::string> notes;      // roles and policies that were inferred from HLO text
};

// Whether the text names a file of HLO text.
bool names_hlo(std::string_view text);

// HLO text, before or after optimization, is a file named *.hlo or *.txt, as XLA's dumps are; a
// record of a compilation (record.h) stands for what the compiler made. Text before optimization
// has sites; after it, none is left to choose. `roles` stand for what a record says or HLO text
// lets infer. Everything else is as load_program (store/load.h) has it. Throws InputError: file,
// and place "line N"; place --parameters or --outputs where what is named is no HLO text.
NamedProgram load_named_program(const std::string& text, const HloRoles& roles = {});

}  // namespace splitvote
