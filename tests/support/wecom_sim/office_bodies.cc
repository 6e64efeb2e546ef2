// SPDX-License-Identifier: Apache-2.0
// Bodies of the office kinds of messages: meetings, calendars, documents, votes; and one of everything.
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/media_factory.h"
#include "tests/support/wecom_sim/message_bodies.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMeeting = 6'010'000'000'000'000'001;
constexpr TimeMs kStepMs = 1000;

Body Make(const char* type, const char* key, const json& body) {
  return {type, key, body.dump(-1, ' ', false, json::error_handler_t::replace)};
}

json MeetingFields(const std::string& topic, TimeMs start, TimeMs end) {
  return {{"topic", topic}, {"starttime", start / 1000}, {"endtime", end / 1000}, {"address", "三楼会议室"},
          {"remarks", ""},  {"meetingid", kMeeting}};
}

/// Counts a conversation's lines up.
class Script {
 public:
  Script(Line line, std::vector<PlainMessage>& out) : line_(std::move(line)), out_(out) {}

  std::string Say(const Body& body) {
    out_.push_back(Compose(line_, body));
    return Step();
  }
  void TakeBack(const std::string& msgid) {
    out_.push_back(Recall(line_, msgid));
    Step();
  }
  void Leave() {
    out_.push_back(Switch(line_));
    Step();
  }
  /// The id that the line `ahead` steps from now will have.
  std::string IdAhead(int ahead) const {
    Line later = line_;
    later.id += static_cast<std::uint64_t>(ahead);
    later.time += ahead * kStepMs;
    return MsgId(later);
  }
  const Line& line() const { return line_; }

 private:
  std::string Step() {
    const std::string id = MsgId(line_);
    ++line_.id;
    line_.time += kStepMs;
    return id;
  }

  Line line_;
  std::vector<PlainMessage>& out_;
};

void SayWords(Script& script) {
  script.Say(Text("您好，请问今天方便看方案吗？"));
  script.Say(QuoteInBox("王先生", "这个价格能再低一点吗", "这已经是活动价了"));
  script.Say(QuoteInBrackets("王先生", "明天几点到", "上午十点左右"));
  script.Say(Text(std::string("带控制字符\x11\x14的一行")));
  script.Say(Markdown("# 日报\n**今日新增** 12"));
  script.Say(Text("表情[微笑]和符号 “引号” \\反斜杠\\ 换行\n第二行"));
}

void SayFiles(Script& script, MediaLibrary& media) {
  const MediaTicket picture = media.Add(MakeJpeg(11));
  script.Say(Image(picture));
  script.Say(Voice(media.Add(MakeAmr(12, 7)), 7));
  script.Say(Video(media.Add(MakeMp4(13, 90'000)), 9));
  script.Say(Emotion(media.Add(MakeGif(14)), true, 64, 64));
  script.Say(Emotion(media.Add(MakePng(15)), false, 96, 96));
  script.Say(File(media.Add("报价说明\n一、基础套餐 19800 元\n"), "报价说明.txt"));
  script.Say(Mixed({Text("看下这张图"), Image(picture)}));
  const TimeMs time = script.line().time;
  const Body inner = ChatRecord("李女士的聊天记录", {{Text("里层的一句"), time - 9000}});
  script.Say(ChatRecord("群聊的聊天记录",
                        {{Text("转发的一句"), time - 8000}, {Image(picture), time - 7000}, {inner, time - 6000}}));
  script.Say(MeetingRecording(script.line(), media.Add(MakeMp4(16, 50'000))));
  script.Say(SharedDocument(media.Add("共享文档"), "方案.pptx"));
}

void SayCards(Script& script) {
  const TimeMs time = script.line().time;
  script.Say(Link("新品手册", "点击查看", "https://example.com/brochure"));
  script.Say(MiniProgram("预约量房", "一分钟预约", "演示小程序"));
  script.Say(Card("微信联系人", "wmSIM0000000000000000000000000001"));
  script.Say(Location(120.1551, 30.2741, "浙江省杭州市演示路1号", "演示体验馆"));
  script.Say(RedPacket(false, 2000, 5, "开单大吉"));
  script.Say(RedPacket(true, 888, 1, "恭喜发财"));
  script.Say(Agree("wmSIM0000000000000000000000000001", time));
  script.Say(Disagree("wmSIM0000000000000000000000000002", time));
}

void SayOffice(Script& script) {
  const TimeMs time = script.line().time;
  script.Say(Meeting("周会", time, time + 3'600'000));
  script.Say(MeetingReply("周会", time, time + 3'600'000, 1));
  script.Say(MeetingNotice(kMeeting));
  script.Say(CallText(135, 2));
  script.Say(Document("客户跟进表", script.line().from));
  script.Say(DriveFile("合同模板.docx"));
  script.Say(News("本周通报", "目标完成 80%"));
  script.Say(CalendarEntry("回访客户", script.line().from, {"员工01"}, time, time + 1'800'000));
  script.Say(Todo("周报", "周五前提交"));
  script.Say(Vote("团建去哪里", {"爬山", "看海"}));
  script.Say(Collect("演示内部群", "员工01", "着装尺码"));
  script.Say(ChannelsPost("演示频道", "新店开业"));
  script.Say(Unknown("hologram"));
}

}  // namespace

Body Meeting(const std::string& topic, TimeMs start, TimeMs end) {
  json body = MeetingFields(topic, start, end);
  body["meetingtype"] = 101;
  return Make("meeting", "meeting", body);
}

Body MeetingReply(const std::string& topic, TimeMs start, TimeMs end, std::uint32_t status) {
  json body = MeetingFields(topic, start, end);
  body.update({{"meetingtype", 102}, {"status", status}});
  return Make("meeting", "meeting", body);
}

Body MeetingNotice(std::uint64_t meeting_id) {
  return Make("meeting_notification", "info", {{"meeting_id", meeting_id}, {"notification_type", 1}});
}

Body CallText(std::uint32_t seconds, std::uint32_t invite_type) {
  return Make("voiptext", "info", {{"callduration", seconds}, {"invitetype", invite_type}});
}

Body Document(const std::string& title, const std::string& creator) {
  return Make("docmsg", "doc", {{"title", title}, {"doc_creator", creator}, {"link_url", "https://example.com/doc"}});
}

Body DriveFile(const std::string& name) { return Make("qydiskfile", "info", {{"filename", name}}); }

Body News(const std::string& title, const std::string& description) {
  return Make(
      "news", "info",
      {{"item", {{{"title", title}, {"description", description}, {"url", "https://example.com"}, {"picurl", ""}}}}});
}

Body CalendarEntry(const std::string& title, const std::string& creator, const std::vector<std::string>& people,
                   TimeMs start, TimeMs end) {
  return Make("calendar", "calendar",
              {{"title", title},
               {"creatorname", creator},
               {"attendeename", people},
               {"starttime", start / 1000},
               {"endtime", end / 1000},
               {"place", ""},
               {"remarks", ""}});
}

Body Todo(const std::string& title, const std::string& content) {
  return Make("todo", "todo", {{"title", title}, {"content", content}});
}

Body Vote(const std::string& title, const std::vector<std::string>& choices) {
  return Make("vote", "vote", {{"votetitle", title}, {"voteitem", choices}, {"votetype", 101}, {"voteid", "simvote1"}});
}

Body Collect(const std::string& room, const std::string& creator, const std::string& title) {
  return Make("collect", "collect",
              {{"room_name", room},
               {"creator", creator},
               {"create_time", "2026-01-05 09:30:00"},
               {"title", title},
               {"details",
                {{{"id", 1}, {"ques", "尺码"}, {"type", "Text"}}, {{"id", 2}, {"ques", "件数"}, {"type", "Number"}}}}});
}

Body ChannelsPost(const std::string& author, const std::string& description) {
  return Make("sphfeed", "sphfeed", {{"feed_type", 4}, {"sph_name", author}, {"feed_desc", description}});
}

std::vector<PlainMessage> EveryKind(Line line, MediaLibrary& media) {
  std::vector<PlainMessage> out;
  Script script(std::move(line), out);
  SayWords(script);
  SayFiles(script, media);
  SayCards(script);
  SayOffice(script);
  const std::string withdrawn = script.Say(Text("发错了，撤回"));
  script.TakeBack(withdrawn);
  script.TakeBack(script.IdAhead(1));  // arrives before what it takes back
  script.Say(Text("先撤回后到达"));
  script.Leave();
  return out;
}

}  // namespace custos::wecom_sim
