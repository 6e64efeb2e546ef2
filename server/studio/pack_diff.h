// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "storage/pack_store.h"

namespace custos::server::studio {

enum class Change : std::uint8_t { kAdded, kRemoved, kChanged };
std::string_view ToString(Change change);  ///< added, removed, changed

struct DiffLine {
  enum class Op : std::uint8_t { kSame, kAdd, kRemove };
  Op op = Op::kSame;
  std::string text;
  int base_line = 0;  ///< from 1; 0 for an added line
  int line = 0;       ///< from 1; 0 for a removed line
};

struct FileDiff {
  std::string path;
  Change change = Change::kChanged;
  std::size_t added = 0;  ///< lines
  std::size_t removed = 0;
  std::vector<std::vector<DiffLine>> hunks;  ///< changed lines with up to three lines around them
};

struct RuleDiff {
  std::string rule_id;
  Change change = Change::kChanged;
  std::string file;
};

struct PackDiff {
  std::vector<FileDiff> files;
  std::vector<RuleDiff> rules;  ///< rules whose own text differs, in order of file
};

/// What `files` changes against `base`.
PackDiff Diff(const storage::PackFiles& base, const storage::PackFiles& files);

/// Line by line, shortest first; texts that have little in common are shown as one block each.
std::vector<DiffLine> DiffLines(std::string_view base, std::string_view text);

}  // namespace custos::server::studio
