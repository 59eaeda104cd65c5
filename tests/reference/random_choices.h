// Choices that the steps of a random program have in common.
#pragma once

#include <initializer_list>
#include <string>

#include "tests/reference/program_writer.h"

namespace splitvote {

std::string chosen(ProgramWriter& w, std::initializer_list<const char*> words);
std::string name_of(Dtype dtype);
// A word attribute, left out now and then so that the default is used.
void maybe(ProgramWriter& w, AttributeMap& attributes, const char* name,
           std::initializer_list<const char*> words);

ProgramWriter::Ref pick_number(ProgramWriter& w);
// A number with a last axis: mostly rows of many, sometimes the batch itself; -1 when there is
// none.
ProgramWriter::Ref pick_row(ProgramWriter& w, bool floats_only);
// The shape class of `x` without the last axis.
int rows_of(ProgramWriter& w, ProgramWriter::Ref x);
// A second operand for an elementwise operation with `x`.
ProgramWriter::Ref other(ProgramWriter& w, ProgramWriter::Ref x);
// The longer of two shapes, of which one begins with the other.
int wider(ProgramWriter& w, ProgramWriter::Ref a, ProgramWriter::Ref b);

}  // namespace splitvote
