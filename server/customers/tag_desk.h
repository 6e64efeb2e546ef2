// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace custos::server::customers {

class TagRunner;

/// Tags to be made: in a group that is there, or in a new one of this name.
struct TagDraft {
  std::string source;
  std::string group_id;
  std::string group_name;
  std::vector<std::string> names;
};

/// Changes the company's tags on its platform, which answers at once; what it has afterwards is read and kept. Errors:
/// kInvalid "tag.no_platform", else as wecom::TagCalls. Thread-safe.
class TagDesk {
 public:
  virtual ~TagDesk() = default;
  virtual bool Knows(const std::string& source) const = 0;
  virtual Status Make(const TagDraft& draft) = 0;
  /// Of a tag or a group.
  virtual Status Change(const std::string& source, const std::string& id, const std::optional<std::string>& name,
                        std::optional<std::uint32_t> order) = 0;
  virtual Status Remove(const std::string& source, const std::string& id, bool is_group) = 0;
};

class PlatformTagDesk final : public TagDesk {
 public:
  explicit PlatformTagDesk(TagRunner& runner) : runner_(runner) {}

  bool Knows(const std::string& source) const override;
  Status Make(const TagDraft& draft) override;
  Status Change(const std::string& source, const std::string& id, const std::optional<std::string>& name,
                std::optional<std::uint32_t> order) override;
  Status Remove(const std::string& source, const std::string& id, bool is_group) override;

 private:
  TagRunner& runner_;
};

}  // namespace custos::server::customers
