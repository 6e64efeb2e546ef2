// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/governance/access_policy.h"
#include "server/http/event_stream.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

/// Writes live events in the text/event-stream format.
class StreamOutlet final : public alerts::EventOutlet {
 public:
  explicit StreamOutlet(std::shared_ptr<http::EventStream> stream) : stream_(std::move(stream)) {}

  bool Offer(const alerts::LiveEvent& event) override {
    std::string frame;
    if (event.id) frame += "id: " + std::to_string(*event.id) + "\n";
    frame += "event: " + event.name + "\ndata: " + event.data + "\n\n";
    return stream_->Send(frame);
  }
  bool open() const override { return stream_->open(); }

 private:
  const std::shared_ptr<http::EventStream> stream_;
};

http::Response StreamEvents(const Call& call) {
  alerts::Subscription subscription;
  subscription.scope = call.scope;
  subscription.wants_status = governance::MayCall(*governance::FindAccessRule("getStatus"), call.user.role);
  if (const auto* last = call.request.FindHeader("last-event-id"); last != nullptr && !last->empty()) {
    std::uint64_t id = 0;
    const auto end = last->data() + last->size();
    const auto parsed = std::from_chars(last->data(), end, id);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
      return http::Problem(400, "request.invalid", {{"field", "Last-Event-ID"}});
    }
    subscription.after_id = id;
  }
  http::Response response;
  response.SetHeader("Content-Type", "text/event-stream");
  response.SetHeader("Cache-Control", "no-cache, no-transform");
  response.SetHeader("X-Accel-Buffering", "no");
  if (call.request.method == http::Method::kHead) return response;
  response.events = std::make_shared<http::EventStream>();
  response.events->Send("retry: 3000\n\n");
  const auto subscribed =
      call.deps.events.Subscribe(std::move(subscription), std::make_shared<StreamOutlet>(response.events));
  if (subscribed) return response;
  if (subscribed.error().code != "events.full") return FromError(subscribed.error());
  auto full = http::Problem(503, "events.full");
  full.SetHeader("Retry-After", "60");
  return full;
}

}  // namespace

void AddEventHandlers(Gate& gate) { gate.Add(http::Method::kGet, "/events", "streamEvents", StreamEvents); }

}  // namespace custos::server::api
