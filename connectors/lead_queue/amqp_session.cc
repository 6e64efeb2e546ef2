// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_queue/amqp_session.h"

#include <deque>
#include <utility>

#include "connectors/lead_queue/amqp_connection.h"

namespace custos::lead_queue {
namespace {

constexpr amqp_channel_t kChannel = 1;
constexpr std::chrono::milliseconds kConfirmPatience{10'000};

Error Broken(const std::string& message) { return {ErrorKind::kUnavailable, "lead_queue.broken", message}; }
Error NotDelivered() {
  return {ErrorKind::kUnavailable, "lead_queue.dead_letter", "the dead-letter queue did not take a message"};
}

/// A queue of that name for the next channel that publishes; channels that the broker closes are left behind.
Status EnsureQueue(AmqpConnection& connection, const std::string& queue, amqp_channel_t& channel) {
  constexpr int kPassive = 1, kDurable = 1;
  for (const bool look : {true, false}) {
    if (!connection.OpenChannel(++channel)) return NotDelivered();
    amqp_queue_declare(connection.get(), channel, BytesOf(queue), look ? kPassive : 0, look ? 0 : kDurable, 0, 0,
                       amqp_empty_table);
    if (connection.Good()) return {};
  }
  return NotDelivered();
}

Status Publish(AmqpConnection& connection, amqp_channel_t channel, const std::string& queue, const DeadLetter& letter) {
  constexpr int kMandatory = 1;
  constexpr std::uint8_t kPersistent = 2;
  amqp_table_entry_t reason{};
  reason.key = amqp_cstring_bytes("x-custos-reason");
  reason.value.kind = AMQP_FIELD_KIND_UTF8;
  reason.value.value.bytes = BytesOf(letter.reason);
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_HEADERS_FLAG;
  properties.delivery_mode = kPersistent;
  properties.message_id = BytesOf(letter.id);
  properties.headers = {.num_entries = 1, .entries = &reason};
  const int sent = amqp_basic_publish(connection.get(), channel, amqp_empty_bytes, BytesOf(queue), kMandatory, 0,
                                      &properties, BytesOf(letter.body));
  if (sent != AMQP_STATUS_OK) return NotDelivered();
  amqp_frame_t frame{};
  const timeval patience = ToTimeval(kConfirmPatience);
  // Anything but an acknowledgement means that it was not taken: returned, refused, closed.
  const int waited = amqp_simple_wait_frame_noblock(connection.get(), &frame, &patience);
  const bool confirmed = waited == AMQP_STATUS_OK && frame.frame_type == AMQP_FRAME_METHOD &&
                         frame.payload.method.id == AMQP_BASIC_ACK_METHOD;
  return confirmed ? Status() : Status(NotDelivered());
}

}  // namespace

struct AmqpSession::State {
  std::unique_ptr<AmqpConnection> connection;
  std::deque<Delivery> waiting;
};

AmqpSession::AmqpSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
AmqpSession::~AmqpSession() = default;

Result<std::unique_ptr<AmqpSession>> AmqpSession::Open(const BrokerAddress& address, const std::string& queue,
                                                       std::uint16_t prefetch) {
  auto connection = AmqpConnection::Open(address);
  if (!connection) return connection.error();
  const amqp_connection_state_t raw = (*connection)->get();
  if (!(*connection)->OpenChannel(kChannel)) return Broken((*connection)->Refusal());
  amqp_basic_qos(raw, kChannel, 0, prefetch, 0);
  if (!(*connection)->Good()) return Broken((*connection)->Refusal());
  constexpr int kNoLocal = 0, kNoAck = 0, kExclusive = 0;
  amqp_basic_consume(raw, kChannel, BytesOf(queue), amqp_empty_bytes, kNoLocal, kNoAck, kExclusive, amqp_empty_table);
  if (!(*connection)->Good()) return Error{ErrorKind::kUnavailable, "lead_queue.no_queue", (*connection)->Refusal()};
  auto state = std::make_unique<State>();
  state->connection = std::move(*connection);
  return std::unique_ptr<AmqpSession>(new AmqpSession(std::move(state)));
}

Result<std::optional<Delivery>> AmqpSession::Receive(std::chrono::milliseconds patience) {
  const amqp_connection_state_t raw = state_->connection->get();
  amqp_maybe_release_buffers(raw);
  amqp_envelope_t envelope{};
  const timeval time = ToTimeval(patience);
  const amqp_rpc_reply_t reply = amqp_consume_message(raw, &envelope, &time, 0);
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) {
    Delivery delivery;
    delivery.tag = envelope.delivery_tag;
    delivery.body.assign(static_cast<const char*>(envelope.message.body.bytes), envelope.message.body.len);
    amqp_destroy_envelope(&envelope);
    return std::optional<Delivery>(std::move(delivery));
  }
  const bool nothing =
      reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT;
  if (nothing) return std::optional<Delivery>();
  // Something that is no delivery: the queue was deleted, the broker closes the channel or goes down.
  return Broken(reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION ? amqp_error_string2(reply.library_error)
                                                                    : "the broker ended the delivery");
}

Result<std::optional<Delivery>> AmqpSession::Next(std::chrono::milliseconds patience) {
  if (state_->waiting.empty()) return Receive(patience);
  std::optional<Delivery> first(std::move(state_->waiting.front()));
  state_->waiting.pop_front();
  return first;
}

Status AmqpSession::Idle(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  for (auto now = std::chrono::steady_clock::now(); now < until; now = std::chrono::steady_clock::now()) {
    auto received = Receive(std::chrono::duration_cast<std::chrono::milliseconds>(until - now));
    if (!received) return received.error();
    if (received->has_value()) state_->waiting.push_back(std::move(**received));
  }
  return {};
}

Status AmqpSession::Acknowledge(std::uint64_t tag) {
  constexpr int kThisOne = 0;
  const int sent = amqp_basic_ack(state_->connection->get(), kChannel, tag, kThisOne);
  return sent == AMQP_STATUS_OK ? Status() : Status(Broken(amqp_error_string2(sent)));
}

Status SendDeadLetters(const BrokerAddress& address, const std::string& queue, const std::vector<DeadLetter>& letters) {
  auto connection = AmqpConnection::Open(address);
  if (!connection) return connection.error();
  amqp_channel_t channel = 0;
  if (const Status there = EnsureQueue(**connection, queue, channel); !there) return there;
  amqp_confirm_select((*connection)->get(), channel);
  if (!(*connection)->Good()) return NotDelivered();
  for (const DeadLetter& letter : letters) {
    if (const Status published = Publish(**connection, channel, queue, letter); !published) return published;
  }
  return {};
}

}  // namespace custos::lead_queue
