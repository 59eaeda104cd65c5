// A region over scalars, made ready to be run once an element: of a reduction, or of a comparator.
//
// Numbers live in registers, one for each value of the region; running allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

class ScalarRegion {
 public:
  // Each float result is rounded to its dtype when asked. Keeps nothing of `region`.
  ScalarRegion(const Region& region, bool round_results);

  // Parameters and yields as bytes of the type that stores their dtype.
  void set(std::size_t parameter, const std::byte* from, std::size_t size) {
    std::memcpy(&registers_[parameter], from, size);
  }
  void get(std::size_t yield, std::byte* to, std::size_t size) const {
    std::memcpy(to, &registers_[yields_[yield]], size);
  }
  void parameter(std::size_t parameter, std::byte* to, std::size_t size) const {
    std::memcpy(to, &registers_[parameter], size);
  }
  void run() {
    for (const Instruction& each : instructions_) {
      each.run(each, registers_.data());
    }
  }
  // Yields 0..n-1 become parameters 0..n-1: the accumulators of the next element.
  void carry() {
    for (std::size_t i = 0; i < yields_.size(); ++i) carried_[i] = registers_[yields_[i]];
    for (std::size_t i = 0; i < yields_.size(); ++i) registers_[i] = carried_[i];
  }

  using Register = std::uint64_t;
  struct Instruction {
    void (*run)(const Instruction&, Register*);
    std::size_t out, a, b, c;
    Narrowing narrowing;  // of the result
    Narrowing precision;  // of reduce_precision
    bool rounds;
  };

 private:
  std::vector<Register> registers_, carried_;
  std::vector<Instruction> instructions_;
  std::vector<std::size_t> yields_;
};

}  // namespace splitvote
