// Which of two cases is simpler to read: one total order.
//
// Compared in this order; the first difference decides. A count comes before what is counted, so
// that removing something always wins over spelling it shorter.
//   1. logits that bfloat16 does not hold   their own rounding is one more step to follow, before
//                                           any operation; a background counts as none held
//   2. operations of the program, then its  fewer things happen, fewer choices explain them, fewer
//      sites, then what is observed and     are judged
//      promised
//   3. ranks                                every rank is one more column of every table
//   4. tokens                               a vocabulary that fits a line can be checked by hand
//   5. rows                                 one row is one question
//   6. numbers of the logits                written-out values one each; planted values two each
//                                           (id, value), over a background of one number (constant)
//                                           or two (seeded), and up to 64 tokens as much as writing
//                                           them out: what fits a line is written out
//   7. pad columns
//   8. liberties of the layout              strided, uneven, permuted, several classes, several
//                                           gather stages: how many, then each, in this order
//   9. parameters given                     a default need not be mentioned
//  10. distinct values of the logits, then the length of all numbers as text (shortest decimal that
//      reads back)
//  11. the numbers themselves, smaller magnitude first, positive before negative, NaN last; then
//      everything else
// Two cases of which neither is simpler are the same case (same_case), if their programs are.
#pragma once

#include "harness/case/case.h"

namespace splitvote {

bool simpler(const Case& a, const Case& b);

}  // namespace splitvote
