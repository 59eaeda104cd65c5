// Files, read whole and written whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace splitvote {

// Every byte of a file, or of standard input for "-". Throws InputError naming the file and what
// failed.
std::string read_file(const std::string& path);

// Replaces `path` in one step: the text goes to a new file in the same folder, reaches the disk,
// and is renamed. A reader sees the old file or the new one. Throws InputError naming `path` and
// what failed (a full disk, say); nothing is left behind then. What is there and is no regular file
// (/dev/stdout, a pipe) is written to as it stands.
void save_file(const std::string& path, std::string_view text);

// Nothing where there is none. Throws InputError naming the file and what failed.
void remove_file(const std::string& path);

}  // namespace splitvote
