// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "tests/support/wecom_sim/media_library.h"
#include "tests/support/wecom_sim/traffic.h"

namespace custos::wecom_sim {

/// One message body as the platform writes it: the type, the field that carries it, and its JSON text.
struct Body {
  std::string type;
  std::string key;
  std::string json;
};

/// Who says it, to whom, where and when.
struct Line {
  std::string from;
  std::vector<std::string> to;
  std::string room;  ///< empty in a single chat
  TimeMs time = 0;
  std::uint64_t id = 0;  ///< makes the msgid: unique within a corp
  bool external = true;  ///< a conversation with outsiders
};

/// "<id>_<time>[_external]", the platform's newer form.
std::string MsgId(const Line& line);

/// The whole message with its common fields.
PlainMessage Compose(const Line& line, const Body& body);
/// Takes the message `pre_msgid` back.
PlainMessage Recall(const Line& line, const std::string& pre_msgid);
/// A member changed the company: a message without sender, receiver and type.
PlainMessage Switch(const Line& line);

Body Text(const std::string& content);
/// The two layouts in which quoted replies arrive.
Body QuoteInBox(const std::string& speaker, const std::string& quoted, const std::string& content);
Body QuoteInBrackets(const std::string& speaker, const std::string& quoted, const std::string& content);
Body Markdown(const std::string& content);

Body Image(const MediaTicket& file);
Body Voice(const MediaTicket& file, std::uint32_t seconds);
Body Video(const MediaTicket& file, std::uint32_t seconds);
Body Emotion(const MediaTicket& file, bool gif, std::uint32_t width, std::uint32_t height);
Body File(const MediaTicket& file, const std::string& name);
Body MeetingRecording(const Line& line, const MediaTicket& file);
Body SharedDocument(const MediaTicket& file, const std::string& name);

Body Link(const std::string& title, const std::string& description, const std::string& url);
Body MiniProgram(const std::string& title, const std::string& description, const std::string& name);
Body Card(const std::string& corp_name, const std::string& user_id);
Body Location(double longitude, double latitude, const std::string& address, const std::string& title);
Body RedPacket(bool external, std::uint32_t cents, std::uint32_t count, const std::string& wish);
Body Mixed(const std::vector<Body>& items);

/// Forwarded messages: pairs of the item's body and its time; times are written in seconds, as the platform does.
Body ChatRecord(const std::string& title, const std::vector<std::pair<Body, TimeMs>>& items);

Body Agree(const std::string& customer, TimeMs at);
Body Disagree(const std::string& customer, TimeMs at);

Body Meeting(const std::string& topic, TimeMs start, TimeMs end);
Body MeetingReply(const std::string& topic, TimeMs start, TimeMs end, std::uint32_t status);
Body MeetingNotice(std::uint64_t meeting_id);
Body CallText(std::uint32_t seconds, std::uint32_t invite_type);
Body Document(const std::string& title, const std::string& creator);
Body DriveFile(const std::string& name);
Body News(const std::string& title, const std::string& description);
Body CalendarEntry(const std::string& title, const std::string& creator, const std::vector<std::string>& people,
                   TimeMs start, TimeMs end);
Body Todo(const std::string& title, const std::string& content);
Body Vote(const std::string& title, const std::vector<std::string>& choices);
Body Collect(const std::string& room, const std::string& creator, const std::string& title);
Body ChannelsPost(const std::string& author, const std::string& description);
/// A type that nobody has seen before.
Body Unknown(const std::string& type);

/// One of everything, in the order of the platform's table, from `line` on (ids and times count up): what a parser must
/// survive. Files go into `media`. The recall comes before and after its original once each.
std::vector<PlainMessage> EveryKind(Line line, MediaLibrary& media);

}  // namespace custos::wecom_sim
