// Shapes and literals of HLO text.
#pragma once

#include <vector>

#include "src/hlo/hlo_module.h"
#include "src/hlo/text_cursor.h"

namespace splitvote {

// "bf16[8,40]{1,0:T(8,128)}" or "(f32[], s32[4]{0})".
HloShape parse_shape(TextCursor& cursor);

// What stands between the parentheses of constant(...), row-major: one number, or nested braces
// that hold as many as the shape.
std::vector<HloElement> parse_literal(TextCursor& cursor, const HloShape& shape);

}  // namespace splitvote
