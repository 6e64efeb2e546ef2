// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/message_types.h"

#include <algorithm>
#include <utility>

namespace custos::wecom {
namespace {

constexpr std::array kTypes = {
    MessageType{"text", "text", {"content"}, {}, true},
    MessageType{"markdown", "info", {"content"}, {}, true},
    MessageType{"image", "image", {}, "image"},
    MessageType{"voice", "voice", {}, "voice"},
    MessageType{"video", "video", {}, "video"},
    MessageType{"emotion", "emotion", {}, "emotion"},
    MessageType{"file", "file", {"filename"}, "file"},
    MessageType{"revoke", "revoke"},
    MessageType{"agree", "agree"},
    MessageType{"disagree", "disagree"},
    MessageType{"card", "card", {"corpname"}},
    MessageType{"location", "location", {"title", "address"}},
    MessageType{"link", "link", {"title", "description"}},
    MessageType{"weapp", "weapp", {"title", "description", "displayname"}},
    MessageType{"chatrecord", "chatrecord", {"title"}},
    MessageType{"mixed", "mixed"},
    MessageType{"todo", "todo", {"title", "content"}},
    MessageType{"vote", "vote", {"votetitle", "voteitem"}},
    MessageType{"collect", "collect", {"title", "details.ques"}},
    MessageType{"redpacket", "redpacket", {"wish"}},
    MessageType{"external_redpacket", "redpacket", {"wish"}},
    MessageType{"meeting", "meeting", {"topic", "address", "remarks"}},
    MessageType{"meeting_notification", "info"},
    MessageType{"docmsg", "doc", {"title"}},
    MessageType{"news", "info", {"item.title", "item.description"}},
    MessageType{"calendar", "calendar", {"title", "place", "remarks"}},
    MessageType{"meeting_voice_call", "meeting_voice_call", {"demofiledata.filename"}, "call_recording"},
    MessageType{"voip_doc_share", "voip_doc_share", {"filename"}, "document"},
    MessageType{"sphfeed", "sphfeed", {"sph_name", "feed_desc"}},
    MessageType{"voiptext", "info"},
    MessageType{"qydiskfile", "info", {"filename"}},
};

constexpr std::array kRecordTypes = {
    std::pair<std::string_view, std::string_view>{"ChatRecordText", "text"},
    std::pair<std::string_view, std::string_view>{"ChatRecordImage", "image"},
    std::pair<std::string_view, std::string_view>{"ChatRecordVoice", "voice"},
    std::pair<std::string_view, std::string_view>{"ChatRecordVideo", "video"},
    std::pair<std::string_view, std::string_view>{"ChatRecordCard", "card"},
    std::pair<std::string_view, std::string_view>{"ChatRecordLocation", "location"},
    std::pair<std::string_view, std::string_view>{"ChatRecordEmotion", "emotion"},
    std::pair<std::string_view, std::string_view>{"ChatRecordFile", "file"},
    std::pair<std::string_view, std::string_view>{"ChatRecordLink", "link"},
    std::pair<std::string_view, std::string_view>{"ChatRecordWeapp", "weapp"},
    std::pair<std::string_view, std::string_view>{"ChatRecordMixed", "mixed"},
};

}  // namespace

const MessageType* FindMessageType(std::string_view name) {
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const MessageType& type) { return type.name == name; });
  return found == kTypes.end() ? nullptr : found;
}

std::string_view PlainRecordType(std::string_view name) {
  const auto* found =
      std::find_if(kRecordTypes.begin(), kRecordTypes.end(), [&](const auto& pair) { return pair.first == name; });
  return found == kRecordTypes.end() ? name : found->second;
}

}  // namespace custos::wecom
