// A file of which only parts are read.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace splitvote {

class RandomAccessFile {
 public:
  // Throws InputError when the file cannot be opened.
  explicit RandomAccessFile(const std::string& path);
  RandomAccessFile(const RandomAccessFile&) = delete;
  RandomAccessFile& operator=(const RandomAccessFile&) = delete;
  ~RandomAccessFile();

  [[nodiscard]] std::int64_t size() const { return size_; }
  // Fills `bytes` from `offset` on. Throws InputError naming the byte at which the file ends too
  // early.
  void read(std::int64_t offset, std::span<unsigned char> bytes) const;

 private:
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace splitvote
