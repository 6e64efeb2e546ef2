// SPDX-License-Identifier: Apache-2.0
#include "server/customers/tag_desk.h"

#include "server/customers/tag_runner.h"

namespace custos::server::customers {
namespace {

Error NoPlatform() { return {ErrorKind::kInvalid, "tag.no_platform", "no platform of this company can be asked"}; }

}  // namespace

bool PlatformTagDesk::Knows(const std::string& source) const { return runner_.Knows(source); }

Status PlatformTagDesk::Make(const TagDraft& draft) {
  wecom::ApiClient* const api = runner_.ApiOf(draft.source);
  if (api == nullptr) return NoPlatform();
  const auto made = wecom::TagCalls(*api).Add({draft.group_id, draft.group_name, draft.names}, runner_.stop_token());
  return made ? runner_.Refresh(draft.source) : Status{made.error()};
}

Status PlatformTagDesk::Change(const std::string& source, const std::string& id, const std::optional<std::string>& name,
                               std::optional<std::uint32_t> order) {
  wecom::ApiClient* const api = runner_.ApiOf(source);
  if (api == nullptr) return NoPlatform();
  const Status changed = wecom::TagCalls(*api).Edit(id, name, order, runner_.stop_token());
  return changed ? runner_.Refresh(source) : changed;
}

Status PlatformTagDesk::Remove(const std::string& source, const std::string& id, bool is_group) {
  wecom::ApiClient* const api = runner_.ApiOf(source);
  if (api == nullptr) return NoPlatform();
  const std::vector<std::string> one{id}, none;
  const Status removed =
      wecom::TagCalls(*api).Remove(is_group ? none : one, is_group ? one : none, runner_.stop_token());
  return removed ? runner_.Refresh(source) : removed;
}

}  // namespace custos::server::customers
