// SPDX-License-Identifier: Apache-2.0
#include "server/packet/transcript.h"

#include <time.h>

#include <cstdio>

namespace custos::server::packet {
namespace {

using storage::MessageView;

constexpr std::string_view kStyle =
    "body{font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "article{border-top:1px solid #ddd;padding:.6rem 0}article.marked{border-left:4px solid #b45309;padding-left:.8rem}"
    "header{color:#555;font-size:.85em}blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid #ccc;"
    "color:#555}p{white-space:pre-wrap;margin:.3rem 0;overflow-wrap:anywhere}.note{color:#b91c1c}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;color:#555}";

struct Words {
  std::string_view tag, zone, note, recalled, missing, leaf, detail;
  std::string_view roles[5];
};

const Words& WordsOf(Language language) {
  static constexpr Words kChinese{"zh-CN",
                                  "时间按时区",
                                  "供阅读。姓名取自通讯录,不在证明之列;经证明的内容见 verify.html。",
                                  "已撤回",
                                  "文件不在包内",
                                  "叶",
                                  "其他内容",
                                  {"未知", "员工", "客户", "同事", "机器人"}};
  static constexpr Words kEnglish{"en",
                                  "Times in zone",
                                  "For reading. Names come from the directory and are not proven; verify.html shows "
                                  "what is.",
                                  "taken back",
                                  "file is not in the packet",
                                  "leaf",
                                  "Other content",
                                  {"unknown", "employee", "customer", "colleague", "robot"}};
  return language == Language::kChinese ? kChinese : kEnglish;
}

std::string Zone(std::int32_t minutes) {
  char text[16];
  const int size = minutes < 0 ? -minutes : minutes;
  std::snprintf(text, sizeof(text), "%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60 % 24, size % 60);
  return text;
}

}  // namespace

std::string LocalTime(TimeMs at, std::int32_t zone_minutes) {
  const time_t seconds = static_cast<time_t>(at / 1000 + zone_minutes * 60);
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  const std::size_t size = ::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S ", &parts);
  return std::string(text, size) + Zone(zone_minutes);
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string TranscriptHead(Language language, std::string_view title, std::int32_t zone_minutes) {
  const Words& words = WordsOf(language);
  return "<!doctype html>\n<html lang=\"" + std::string(words.tag) +
         "\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'\"><title>" +
         EscapeHtml(title) + "</title><style>" + std::string(kStyle) + "</style></head><body>\n<h1>" +
         EscapeHtml(title) + "</h1>\n<p>" + std::string(words.zone) + " " + Zone(zone_minutes) + ". " +
         std::string(words.note) + "</p>\n";
}

std::string TranscriptMessage(Language language, const MessageView& message, const std::vector<TranscriptFile>& files,
                              bool marked, std::int32_t zone_minutes) {
  const Words& words = WordsOf(language);
  std::string out = marked ? "<article class=\"marked\">" : "<article>";
  out += "<header>" + LocalTime(message.ref.sent_at, zone_minutes) + " · <b>" + EscapeHtml(message.from.name) +
         "</b> (" + EscapeHtml(message.from.id) + ", " +
         std::string(words.roles[static_cast<std::size_t>(message.role) % 5]) + ") · " + EscapeHtml(message.type) +
         " · " + std::string(words.leaf) + " " + std::to_string(message.ref.message_id);
  if (message.recalled_at != 0) {
    out += " · <span class=\"note\">" + std::string(words.recalled) + " " +
           LocalTime(message.recalled_at, zone_minutes) + "</span>";
  }
  out += "</header>";
  if (message.quote) {
    out +=
        "<blockquote>" + EscapeHtml(message.quote->speaker) + ": " + EscapeHtml(message.quote->text) + "</blockquote>";
  }
  if (!message.text.empty()) out += "<p>" + EscapeHtml(message.text) + "</p>";
  for (const TranscriptFile& file : files) {
    const std::string label = EscapeHtml(file.kind) + " " + EscapeHtml(file.name);
    out += file.path.empty() ? "<p class=\"note\">" + label + ": " + std::string(words.missing) + "</p>"
                             : "<p><a href=\"" + EscapeHtml(file.path) + "\">" + label + "</a></p>";
  }
  if (!message.detail.empty() && message.detail != "{}") {
    out += "<details><summary>" + std::string(words.detail) + "</summary><pre>" + EscapeHtml(message.detail) +
           "</pre></details>";
  }
  return out + "</article>\n";
}

std::string TranscriptFoot() { return "</body></html>\n"; }

}  // namespace custos::server::packet
