// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/message_bodies.h"

#include <nlohmann/json.hpp>

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

Body Make(const char* type, const char* key, const json& body) { return {type, key, Dump(body)}; }
Body Make(const char* type, const json& body) { return Make(type, type, body); }

json MediaFields(const MediaTicket& file, const char* size_field) {
  return {{"md5sum", file.md5}, {size_field, file.size}, {"sdkfileid", file.sdk_file_id}};
}

json Common(const Line& line, const char* action) {
  return {{"msgid", MsgId(line)}, {"action", action},    {"from", line.from},
          {"tolist", line.to},    {"roomid", line.room}, {"msgtime", line.time}};
}

PlainMessage Finish(const Line& line, const json& message) { return {0, MsgId(line), line.time, Dump(message)}; }

std::string Extension(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? "" : name.substr(dot + 1);
}

/// "image" → "ChatRecordImage"
std::string RecordType(std::string type) {
  if (!type.empty() && type[0] >= 'a' && type[0] <= 'z') type[0] = static_cast<char>(type[0] - 'a' + 'A');
  return "ChatRecord" + type;
}

}  // namespace

std::string MsgId(const Line& line) {
  return std::to_string(line.id) + "_" + std::to_string(line.time) + (line.external ? "_external" : "");
}

PlainMessage Compose(const Line& line, const Body& body) {
  json message = Common(line, "send");
  message["msgtype"] = body.type;
  if (body.type == "meeting_voice_call") message["voiceid"] = "simvoice" + std::to_string(line.id);
  if (body.type == "voip_doc_share") message["voipid"] = "simvoip" + std::to_string(line.id);
  // The body is JSON text already: joined on, not parsed again, because a demo or a benchmark makes millions.
  std::string text = Dump(message);
  text.back() = ',';
  return {0, MsgId(line), line.time, text + Dump(body.key) + ":" + body.json + "}"};
}

PlainMessage Recall(const Line& line, const std::string& pre_msgid) {
  json message = Common(line, "recall");
  message["msgtype"] = "revoke";
  message["revoke"] = {{"pre_msgid", pre_msgid}};
  return Finish(line, message);
}

PlainMessage Switch(const Line& line) {
  return Finish(line, {{"msgid", MsgId(line)}, {"action", "switch"}, {"time", line.time}, {"user", line.from}});
}

Body Text(const std::string& content) { return Make("text", {{"content", content}}); }

Body QuoteInBox(const std::string& speaker, const std::string& quoted, const std::string& content) {
  return Text("这是一条引用/回复消息：\n\"" + speaker + "：\n" + quoted + "\"\n------\n" + content);
}

Body QuoteInBrackets(const std::string& speaker, const std::string& quoted, const std::string& content) {
  return Text("「" + speaker + "：" + quoted + "」\n- - - - - - - - - - - - - - -\n" + content);
}

Body Markdown(const std::string& content) { return Make("markdown", "info", {{"content", content}}); }

Body Image(const MediaTicket& file) { return Make("image", MediaFields(file, "filesize")); }

Body Voice(const MediaTicket& file, std::uint32_t seconds) {
  json body = MediaFields(file, "voice_size");
  body["play_length"] = seconds;
  return Make("voice", body);
}

Body Video(const MediaTicket& file, std::uint32_t seconds) {
  json body = MediaFields(file, "filesize");
  body["play_length"] = seconds;
  return Make("video", body);
}

Body Emotion(const MediaTicket& file, bool gif, std::uint32_t width, std::uint32_t height) {
  json body = MediaFields(file, "imagesize");
  body.update({{"type", gif ? 1 : 2}, {"width", width}, {"height", height}});
  return Make("emotion", body);
}

Body File(const MediaTicket& file, const std::string& name) {
  json body = MediaFields(file, "filesize");
  body.update({{"filename", name}, {"fileext", Extension(name)}});
  return Make("file", body);
}

Body MeetingRecording(const Line& line, const MediaTicket& file) {
  const std::int64_t end = line.time / 1000;
  return Make("meeting_voice_call",
              {{"endtime", end},
               {"sdkfileid", file.sdk_file_id},
               {"demofiledata",
                {{{"filename", "报价.pdf"}, {"demooperator", line.from}, {"starttime", end - 60}, {"endtime", end}}}},
               {"sharescreendata", {{{"share", line.from}, {"starttime", end - 90}, {"endtime", end - 60}}}}});
}

Body SharedDocument(const MediaTicket& file, const std::string& name) {
  json body = MediaFields(file, "filesize");
  body["filename"] = name;
  return Make("voip_doc_share", body);
}

Body Link(const std::string& title, const std::string& description, const std::string& url) {
  return Make("link", {{"title", title}, {"description", description}, {"link_url", url}, {"image_url", ""}});
}

Body MiniProgram(const std::string& title, const std::string& description, const std::string& name) {
  return Make(
      "weapp",
      {{"title", title}, {"description", description}, {"username", "gh_sim0000000001@app"}, {"displayname", name}});
}

Body Card(const std::string& corp_name, const std::string& user_id) {
  return Make("card", {{"corpname", corp_name}, {"userid", user_id}});
}

Body Location(double longitude, double latitude, const std::string& address, const std::string& title) {
  return Make("location",
              {{"longitude", longitude}, {"latitude", latitude}, {"address", address}, {"title", title}, {"zoom", 15}});
}

Body RedPacket(bool external, std::uint32_t cents, std::uint32_t count, const std::string& wish) {
  return Make(external ? "external_redpacket" : "redpacket", "redpacket",
              {{"type", count > 1 ? 2 : 1}, {"wish", wish}, {"totalcnt", count}, {"totalamount", cents}});
}

Body Mixed(const std::vector<Body>& items) {
  json list = json::array();
  for (const Body& item : items) list.push_back({{"type", item.type}, {"content", item.json}});
  return Make("mixed", {{"item", list}});
}

Body ChatRecord(const std::string& title, const std::vector<std::pair<Body, TimeMs>>& items) {
  json list = json::array();
  for (const auto& [body, time] : items) {
    list.push_back(
        {{"type", RecordType(body.type)}, {"msgtime", time / 1000}, {"content", body.json}, {"from_chatroom", false}});
  }
  return Make("chatrecord", {{"title", title}, {"item", list}});
}

Body Agree(const std::string& customer, TimeMs at) { return Make("agree", {{"userid", customer}, {"agree_time", at}}); }

Body Disagree(const std::string& customer, TimeMs at) {
  return Make("disagree", {{"userid", customer}, {"disagree_time", at}});
}

Body Unknown(const std::string& type) { return {type, type, R"({"novelty":"内容形式未知","depth":{"level":2}})"}; }

}  // namespace custos::wecom_sim
