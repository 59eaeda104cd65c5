#include "harness/store/tensor_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cmath>

#include "tests/store/refusal.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

constexpr std::int64_t kRowsMax = 64;
constexpr std::int64_t kColumnsMax = 1000;

std::string little_endian(std::uint64_t bits, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(bits >> (8 * i) & 0xffU);
  return text;
}
std::string float_bytes(const std::vector<float>& numbers) {
  std::string text;
  for (const float number : numbers) text += little_endian(std::bit_cast<std::uint32_t>(number), 4);
  return text;
}
std::string half_bytes(const std::vector<std::uint16_t>& numbers) {
  std::string text;
  for (const std::uint16_t number : numbers) text += little_endian(number, 2);
  return text;
}
std::string safetensors(const std::string& header, const std::string& data) {
  return little_endian(header.size(), 8) + header + data;
}
std::string npy(const std::string& dictionary, const std::string& data, int version = 1) {
  return "\x93NUMPY" + std::string(1, static_cast<char>(version)) + std::string(1, '\0') +
         little_endian(dictionary.size(), version == 1 ? 2 : 4) + dictionary + data;
}
TensorRows read(const std::string& text) {
  return read_tensor_rows(parse_tensor_place(text), kRowsMax, kColumnsMax);
}
std::string refused(const std::string& text) {
  return refusal([&] { (void)read(text); });
}

const std::string kTwoTensors =
    R"({"__metadata__": {"format": "pt"},)"
    R"("a": {"dtype": "F32", "shape": [2, 2, 3], "data_offsets": [0, 48]},)"
    R"("b:c": {"dtype": "BF16", "shape": [3], "data_offsets": [48, 54]},)"
    R"("ids": {"dtype": "I64", "shape": [1], "data_offsets": [54, 62]}})";
std::string two_tensors() {
  return safetensors(kTwoTensors, float_bytes({0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32}) +
                                      half_bytes({0x3f80, 0xff80, 0x7fc1}) + little_endian(7, 8));
}

TEST(TensorPlace, IsTakenApartFromTheEnd) {
  const ScratchFolder folder;
  const std::string file = folder.write("x.safetensors", "");
  EXPECT_EQ(parse_tensor_place(file), (TensorPlace{file, "", std::nullopt, false}));
  EXPECT_EQ(parse_tensor_place(file + ":3"), (TensorPlace{file, "", 3, false}));
  EXPECT_EQ(parse_tensor_place(file + ":all"), (TensorPlace{file, "", std::nullopt, true}));
  EXPECT_EQ(parse_tensor_place(file + ":lm:head"),
            (TensorPlace{file, "lm:head", std::nullopt, false}));
  EXPECT_EQ(parse_tensor_place(file + ":lm:head:12"), (TensorPlace{file, "lm:head", 12, false}));
}

TEST(TensorPlace, ReachesFilesWithColonsInTheirName) {
  const ScratchFolder folder;
  const std::string file = folder.write("a:b.npy", "");
  EXPECT_EQ(parse_tensor_place(file + ":2"), (TensorPlace{file, "", 2, false}));
}

TEST(TensorPlace, NamesTheFileThatIsMissing) {
  EXPECT_EQ(refusal([] { (void)parse_tensor_place("/nowhere/x.npy:3"); }),
            "/nowhere/x.npy: expected a .safetensors or .npy file, found no such file");
}

TEST(TensorPlace, RefusesATensorNameOfAnNpyFile) {
  const ScratchFolder folder;
  const std::string file = folder.write("x.npy", "");
  EXPECT_EQ(
      refused(file + ":logits"),
      file + ": tensor logits: expected no tensor name: only .safetensors files name tensors");
}

TEST(Safetensors, FlattensLeadingDimensionsIntoRows) {
  const ScratchFolder folder;
  const std::string file = folder.write("x.safetensors", two_tensors());
  EXPECT_EQ(read(file + ":a").rows, (std::vector<std::vector<float>>{{0, 1, 2}}));
  EXPECT_EQ(read(file + ":a:3").rows, (std::vector<std::vector<float>>{{30, 31, 32}}));
  const TensorRows all = read(file + ":a:all");
  EXPECT_EQ(all.rows,
            (std::vector<std::vector<float>>{{0, 1, 2}, {10, 11, 12}, {20, 21, 22}, {30, 31, 32}}));
  EXPECT_EQ(all.dtype, Dtype::kFloat32);
  EXPECT_EQ(all.row_count, 4);
}

TEST(Safetensors, WidensBfloat16BitForBit) {
  const ScratchFolder folder;
  const TensorRows rows = read(folder.write("x.safetensors", two_tensors()) + ":b:c");
  EXPECT_EQ(rows.dtype, Dtype::kBfloat16);
  EXPECT_EQ(rows.rows[0][0], 1.0F);
  EXPECT_EQ(rows.rows[0][1], -INFINITY);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(rows.rows[0][2]), 0x7fc10000U);
}

TEST(Safetensors, ReadsOnlyTheWantedRowOfAHugeFile) {
  const ScratchFolder folder;
  // 6 GB of holes: reading them whole would fail.
  const std::string header =
      R"({"t": {"dtype": "F32", "shape": [1500000, 1000], "data_offsets": [0, 6000000000]}})";
  const std::string file = folder.write("x.safetensors", safetensors(header, ""));
  ASSERT_EQ(::truncate(file.c_str(), 6'000'000'000 + 8 + static_cast<long>(header.size())), 0);
  EXPECT_EQ(read(file + ":1499999").rows,
            (std::vector<std::vector<float>>{std::vector<float>(1000, 0)}));
}

TEST(Safetensors, RefusesOtherDtypesByName) {
  const ScratchFolder folder;
  const std::string file = folder.write("x.safetensors", two_tensors());
  EXPECT_EQ(refused(file + ":ids"),
            file + ": tensor ids: expected dtype BF16, F16 or F32, found I64");
}

TEST(Safetensors, ListsTheTensorsWhenNoneIsMeant) {
  const ScratchFolder folder;
  const std::string file = folder.write("x.safetensors", two_tensors());
  EXPECT_EQ(refused(file),
            file + ": tensor: expected a tensor's name, FILE:TENSOR; the file has 3: a, b:c, ids");
  EXPECT_EQ(
      refused(file + ":z"),
      file +
          ": tensor z: expected a tensor of this file, found none of this name among a, b:c, ids");
  std::string header = "{";
  for (const char name : std::string("abcdefg")) {
    header += std::string(header.size() > 1 ? "," : "") + "\"" + name +
              R"(": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]})";
  }
  const std::string seven = folder.write("seven.safetensors", safetensors(header + "}", ""));
  EXPECT_EQ(refused(seven), seven +
                                ": tensor: expected a tensor's name, FILE:TENSOR; the file has 7: "
                                "a, b, c, d, e, and 2 more");
}

TEST(Safetensors, RefusesRowsOutOfRange) {
  const ScratchFolder folder;
  const std::string file = folder.write("x.safetensors", two_tensors());
  EXPECT_EQ(refused(file + ":a:4"),
            file + ": tensor a: expected a row in 0..3 of shape [2, 2, 3], found row 4");
  EXPECT_EQ(
      refusal([&] { (void)read_tensor_rows(parse_tensor_place(file + ":a:all"), 3, kColumnsMax); }),
      file + ": tensor a: expected at most 3 rows, found 4; name one row, FILE:TENSOR:ROW");
  EXPECT_EQ(refusal([&] { (void)read_tensor_rows(parse_tensor_place(file + ":a"), 3, 2); }),
            file + ": tensor a: expected a vocabulary of at most 2, found shape [2, 2, 3]");
}

TEST(Safetensors, RefusesATruncatedFileWhereverItEnds) {
  const ScratchFolder folder;
  const std::string whole = safetensors(
      R"({"t": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})", float_bytes({1, 2}));
  const std::string file = folder / "x.safetensors";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    folder.write("x.safetensors", whole.substr(0, size));
    EXPECT_EQ(refused(file).rfind(file + ": ", 0), 0U) << size << refused(file);
  }
  folder.write("x.safetensors", whole.substr(0, whole.size() - 1));
  EXPECT_EQ(refused(file), file + ": tensor t: expected a file of at least " +
                               std::to_string(whole.size()) + " bytes, found " +
                               std::to_string(whole.size() - 1) + " (truncated)");
  folder.write("x.safetensors", whole.substr(0, 3));
  EXPECT_EQ(refused(file), file + ": byte 3: expected 5 more bytes, found the end of the file");
  folder.write("x.safetensors", whole);
  EXPECT_EQ(read(file).rows, (std::vector<std::vector<float>>{{1, 2}}));
}

TEST(Safetensors, RefusesHeadersThatLie) {
  const ScratchFolder folder;
  const std::string file = folder / "x.safetensors";
  folder.write("x.safetensors", little_endian(1'000'000, 8) + "{}");
  EXPECT_EQ(refused(file), file +
                               ": byte 0: expected the length of a header that the file can hold "
                               "(2 bytes follow), found 1000000");
  folder.write("x.safetensors", little_endian(~0ULL, 8) + "{}");
  EXPECT_EQ(
      refused(file),
      file +
          ": byte 0: expected the length of a header that the file can hold (2 bytes follow), "
          "found 18446744073709551615");
  folder.write("x.safetensors", safetensors("{\"t\": ", ""));
  EXPECT_EQ(refused(file).rfind(file + ": header, line 1, column ", 0), 0U) << refused(file);
  folder.write(
      "x.safetensors",
      safetensors(R"({"t": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}})", "1234"));
  EXPECT_EQ(refused(file),
            file + ": tensor t /data_offsets: expected 8 bytes as dtype and shape say, found 4");
  folder.write(
      "x.safetensors",
      safetensors(
          R"({"t": {"dtype": "F32", "shape": [4611686018427387904, 8], "data_offsets": [0, 4]}})",
          ""));
  EXPECT_EQ(
      refused(file).rfind(file + ": tensor t /shape/0: expected a size that fits the file", 0), 0U)
      << refused(file);
}

TEST(Npy, ReadsFloat32Float16AndBfloat16) {
  const ScratchFolder folder;
  const std::string floats =
      folder.write("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n",
                                float_bytes({1, 2, 3, 4})));
  EXPECT_EQ(read(floats + ":1").rows, (std::vector<std::vector<float>>{{3, 4}}));
  const std::string halves =
      folder.write("b.npy", npy("{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }\n",
                                half_bytes({0x3c00, 0x0001, 0xfc00, 0x7bff}), 2));
  EXPECT_EQ(read(halves).rows,
            (std::vector<std::vector<float>>{{1, std::ldexp(1.0F, -24), -INFINITY, 65504}}));
  EXPECT_EQ(read(halves).dtype, Dtype::kFloat16);
  const std::string brains =
      folder.write("c.npy", npy("{'descr': '<V2', 'fortran_order': False, 'shape': (2,), }\n",
                                half_bytes({0x3f80, 0xc000})));
  const TensorRows rows = read(brains);
  EXPECT_EQ(rows.rows, (std::vector<std::vector<float>>{{1, -2}}));
  EXPECT_EQ(rows.notices,
            std::vector<std::string>{
                "descr '<V2' names no number format; its 2 bytes are taken as bfloat16"});
}

TEST(Npy, RefusesWhatItDoesNotRead) {
  const ScratchFolder folder;
  const std::string file = folder / "x.npy";
  const auto refused_header = [&](const std::string& dictionary) {
    folder.write("x.npy", npy(dictionary, float_bytes({1, 2})));
    return refused(file);
  };
  EXPECT_EQ(
      refused_header("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }"),
      file + ": header 'descr': expected '<f4', '<f2' or '<V2', found '>f4', which is big-endian");
  EXPECT_EQ(refused_header("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }"),
            file + ": header 'descr': expected '<f4', '<f2' or '<V2', found '<i8'");
  EXPECT_EQ(refused_header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"),
            file + ": header 'descr': expected '<f4', '<f2' or '<V2', found a record or nothing");
  EXPECT_EQ(refused_header("{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }"),
            file + ": header 'fortran_order': expected False (row-major data), found True");
  EXPECT_EQ(refused_header("{'descr': '<f4', 'fortran_order': False}"),
            file + ": header: expected the entry 'shape', found none");
  EXPECT_EQ(refused_header("{'descr': '<f4', 'fortran_order': False, 'shape': (), }"),
            file + ": array: expected a shape whose last dimension is the vocabulary, found []");
  EXPECT_EQ(refused_header("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }"),
            file + ": array: expected at least one row, found shape [0, 3]");
  EXPECT_EQ(refused_header(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }"),
            file + ": header 'shape': expected sizes that fit the file");
  EXPECT_EQ(refused_header("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"),
            file + ": expected a file of at least 79 bytes, found 75 (truncated)");
  folder.write("x.npy", "not numpy at all");
  EXPECT_EQ(
      refused(file),
      file + ": byte 0: expected a .npy file (\\x93NUMPY) or a name that ends in .safetensors");
  folder.write("x.npy", npy("{}", "", 3));
  EXPECT_EQ(refused(file), file + ": byte 6: expected .npy version 1 or 2, found 3");
}

TEST(Npy, RefusesATruncatedFileWhereverItEnds) {
  const ScratchFolder folder;
  const std::string whole =
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", float_bytes({1, 2}));
  const std::string file = folder / "x.npy";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    folder.write("x.npy", whole.substr(0, size));
    EXPECT_EQ(refused(file).rfind(file + ": ", 0), 0U) << size << refused(file);
  }
}

}  // namespace
}  // namespace splitvote
