#include "harness/cli/fuzz_seeds.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/witness.h"
#include "harness/case/case_limits.h"
#include "harness/generate/parameters.h"
#include "harness/generate/rng.h"
#include "harness/store/load.h"
#include "harness/store/tensor_file.h"

namespace splitvote {

std::vector<SeedCase> corpus_seeds(const std::vector<std::string>& paths,
                                   const std::vector<std::shared_ptr<const Program>>& programs,
                                   std::vector<std::string>& notices) {
  std::vector<SeedCase> seeds;
  std::size_t left_out = 0;
  for (const std::string& path : paths) {
    for (const std::string& file : cases_under(path)) {
      Witness witness = load_witness(file, programs);
      for (const std::string& notice : witness.notices) notices.push_back(file + ": " + notice);
      const auto same = std::find_if(programs.begin(), programs.end(), [&](const auto& program) {
        return program->draft == witness.test_case.program->draft;
      });
      if (same == programs.end()) {
        ++left_out;
        continue;
      }
      witness.test_case.program = *same;
      seeds.push_back({std::move(witness.test_case), std::move(witness.relation)});
    }
  }
  if (left_out > 0) {
    notices.push_back(std::to_string(left_out) +
                      " cases of the corpus are of programs that are not fuzzed");
  }
  return seeds;
}

std::vector<SeedCase> logits_seeds(const std::string& place_text,
                                   const std::vector<std::shared_ptr<const Program>>& programs,
                                   const LayoutArguments& layout, const GeneratorOptions& generator,
                                   std::uint64_t seed, std::vector<std::string>& notices) {
  const TensorPlace place = parse_tensor_place(place_text);
  TensorRows rows = read_tensor_rows(place, kRowCountMax, kPaddedSizeMax);
  for (const std::string& notice : rows.notices) notices.push_back(place.file + ": " + notice);
  std::vector<SeedCase> seeds;
  Rng rng(seed);
  for (const std::vector<float>& row : rows.rows) {
    for (const std::shared_ptr<const Program>& program : programs) {
      TensorRows one;
      one.rows.push_back(row);
      const Parameters parameters = generate_parameters(*program, generator, rng);
      seeds.push_back({case_of_rows(program, std::move(one), layout, parameters, place.file), {}});
    }
  }
  return seeds;
}

}  // namespace splitvote
