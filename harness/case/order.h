// Which of two cases is simpler to read: one total order.
//
// Compared in this order; the first difference decides. A count comes before what is counted, so
// that removing something always wins over spelling it shorter.
//   1. operations of the program, then its sites    fewer things happen, fewer choices explain them
//   2. ranks                                        every rank is one more column of every table
//   3. tokens                                       a vocabulary that fits a line can be checked by
//   hand
//   4. rows                                         one row is one question
//   5. numbers of the logits                        written-out values one each; planted values two
//   each (id, value), over
//                                                   a background of one number (constant) or two
//                                                   (seeded)
//   6. pad columns
//   7. liberties of the layout                      strided, uneven, permuted, several classes,
//   several gather stages:
//                                                   how many of them it takes, then each, in this
//                                                   order
//   8. parameters given                             a default need not be mentioned
//   9. distinct values of the logits, then the length of all numbers as text (shortest decimal that
//   reads back)
//  10. the numbers themselves, smaller magnitude first, positive before negative, NaN last; then
//  everything else
// Two cases of which neither is simpler are the same case (same_case), if their programs are.
#pragma once

#include "harness/case/case.h"

namespace splitvote {

bool simpler(const Case& a, const Case& b);

}  // namespace splitvote
