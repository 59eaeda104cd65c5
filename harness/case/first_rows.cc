#include "harness/case/first_rows.h"

#include <cstddef>
#include <vector>

namespace splitvote {

Case first_rows(const Case& test_case, int rows) {
  if (test_case.logits.rows <= rows) return test_case;
  Case result = test_case;
  std::erase_if(result.logits.planted,
                [rows](const Planted& planted) { return planted.row >= rows; });
  if (result.logits.explicit_values()) {
    result.logits.values.resize(static_cast<std::size_t>(rows));
  }
  result.logits.rows = rows;
  return result;
}

}  // namespace splitvote
