// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/event_example_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "rules/loader/meta_reader.h"

namespace custos::rules {
namespace {

constexpr TimeMs kStart = 1767600000000;  // 2026-01-05 08:00 UTC, a Monday
constexpr std::size_t kMaxEvents = 200;

class EventExampleReader {
 public:
  explicit EventExampleReader(Fields* fields) : fields_(*fields) {}

  EventExample Run(const Node& node) {
    example_.place = fields_.At(node);
    if (!fields_.IsMap(node, {"expect", "events", "until"})) return example_;
    const std::string expect = fields_.Text(node, "expect", true);
    if (expect != "hit" && expect != "miss") fields_.Fault("rule.expect", node, "expect is hit or miss");
    example_.hit = expect == "hit";
    if (const Node* until = node.Find("until")) example_.until = Time(*until);
    const Node* events = node.Find("events");
    if (!events || events->kind != Node::Kind::kList || events->items.empty() || events->items.size() > kMaxEvents) {
      fields_.Fault("correlation.events", events ? *events : node, "an example is a list of 1 to 200 events");
      return example_;
    }
    for (const Node& event : events->items) ReadEvent(event);
    return std::move(example_);
  }

 private:
  void ReadEvent(const Node& node) {
    if (!fields_.IsMap(node, {"at", "rule", "text", "speaker", "channel", "type", "action", "employee", "customer",
                              "conversation", "device", "departments", "source", "repeat", "every"})) {
      return;
    }
    ExampleEvent event;
    event.place = fields_.At(node);
    Message& message = event.message;
    const Node* at = node.Find("at");
    if (!at) fields_.Fault("rule.missing_key", node, "missing key: at");
    message.sent_at = at ? Time(*at) : kStart;
    if (const Node* rule = node.Find("rule")) event.rules = fields_.Texts(*rule);
    message.text = fields_.Text(node, "text", false);
    if (event.rules.empty() && message.text.empty() && !node.Find("type")) {
      fields_.Fault("correlation.events", node, "an event has a text, a type, or a rule that fires on it");
    }
    message.type = node.Find("type") ? fields_.Text(node, "type", true) : "text";
    message.action = node.Find("action") ? fields_.Text(node, "action", true) : "send";
    message.source = node.Find("source") ? fields_.Text(node, "source", true) : "example";
    ReadRole(node, &message);
    ReadPeople(node, &event);
    Repeat(node, event);
  }

  void ReadRole(const Node& node, Message* message) {
    message->role = Role::kRep;
    if (const Node* speaker = node.Find("speaker")) {
      const auto role = ParseRole(fields_.Scalar(*speaker));
      if (!role) fields_.Fault("rule.role", *speaker, "no such speaker");
      message->role = role.value_or(Role::kRep);
    }
    if (const Node* written = node.Find("channel")) {
      const auto channel = ParseChannel(fields_.Scalar(*written));
      if (!channel) fields_.Fault("rule.channel", *written, "no such channel");
      message->channel = channel.value_or(Channel::kChat);
    }
  }

  void ReadPeople(const Node& node, ExampleEvent* event) {
    Facts& facts = event->facts;
    facts.employee = node.Find("employee") ? fields_.Text(node, "employee", true) : "employee";
    facts.customer = node.Find("customer") ? fields_.Text(node, "customer", true) : "customer";
    facts.device = fields_.Text(node, "device", false);
    if (const Node* departments = node.Find("departments")) {
      facts.departments = fields_.Texts(*departments);
      facts.own_departments = facts.departments;
    }
    Message& message = event->message;
    message.conversation_key =
        node.Find("conversation") ? fields_.Text(node, "conversation", true) : facts.employee + '/' + facts.customer;
    const Party staff{PartyKind::kStaff, facts.employee};
    const Party customer{PartyKind::kExternal, facts.customer};
    message.from = message.role == Role::kCustomer ? customer : staff;
    message.to = {message.role == Role::kCustomer ? staff : customer};
  }

  // `repeat: 10, every: 1m`: the same again and again; "#" in customer, conversation and employee counts.
  void Repeat(const Node& node, const ExampleEvent& event) {
    const Node* repeat = node.Find("repeat");
    const auto times = repeat ? Number(*repeat) : std::optional<int>(1);
    const Node* every = node.Find("every");
    const auto step = every ? ParseTimespan(fields_.Scalar(*every)) : std::optional<TimeMs>(1000);
    if (!times) fields_.Fault("correlation.events", *repeat, "repeat is a number from 1 to 200");
    if (!step) fields_.Fault("rule.timespan", *every, "a time span is a number with s, m, h or d, for example 24h");
    for (int i = 0; i < times.value_or(0); ++i) {
      ExampleEvent one = event;
      one.message.sent_at += i * step.value_or(0);
      one.message.key = "event-" + std::to_string(example_.events.size() + 1);
      for (std::string* text : {&one.facts.employee, &one.facts.customer, &one.message.conversation_key,
                                &one.message.from.id, &one.message.to.front().id}) {
        Number(i + 1, text);
      }
      example_.events.push_back(std::move(one));
    }
  }

  static void Number(int number, std::string* text) {
    if (const auto at = text->find('#'); at != std::string::npos) text->replace(at, 1, std::to_string(number));
  }

  std::optional<int> Number(const Node& node) {
    const std::string text = fields_.Scalar(node);
    if (text.empty() || text.size() > 3 ||
        !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      return std::nullopt;
    }
    const int number = std::stoi(text);
    return number >= 1 && number <= static_cast<int>(kMaxEvents) ? std::optional<int>(number) : std::nullopt;
  }

  // "0s", "90s", "2h": after the start of the example.
  TimeMs Time(const Node& node) {
    const std::string text = fields_.Scalar(node);
    if (text == "0s") return kStart;
    const auto after = ParseTimespan(text);
    if (!after) fields_.Fault("rule.timespan", node, "a time is a time span after the start, for example 0s or 24h");
    return kStart + after.value_or(0);
  }

  Fields& fields_;
  EventExample example_;
};

}  // namespace

std::vector<EventExample> ReadEventExamples(const Node& root, Fields* fields) {
  std::vector<EventExample> examples;
  const Node* tests = root.Find("tests");
  if (tests && tests->kind == Node::Kind::kList) {
    for (const Node& node : tests->items) examples.push_back(EventExampleReader(fields).Run(node));
  }
  const auto has = [&](bool hit) {
    return std::any_of(examples.begin(), examples.end(), [&](const EventExample& e) { return e.hit == hit; });
  };
  if (!has(true) || !has(false)) {
    fields->Fault("rule.no_examples", tests ? *tests : root, "one example must be a hit and one a miss");
  }
  return examples;
}

}  // namespace custos::rules
