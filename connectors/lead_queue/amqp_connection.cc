// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_queue/amqp_connection.h"

#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>

namespace custos::lead_queue {
namespace {

constexpr std::chrono::milliseconds kPatience{10'000};
constexpr int kFrameBytes = 131'072;
constexpr char kTrusted[] = "/etc/ssl/certs/ca-certificates.crt";

/// A reply of the broker: the reply code and text of connection.close or channel.close (AMQP 0-9-1).
std::string WordsOf(std::uint16_t code, const amqp_bytes_t& text) {
  return std::to_string(code) + ' ' + std::string(static_cast<const char*>(text.bytes), text.len);
}

Error Unavailable(const char* code, const std::string& message) { return {ErrorKind::kUnavailable, code, message}; }

/// The socket belongs to the connection.
amqp_socket_t* MakeSocket(const BrokerAddress& address, amqp_connection_state_t state) {
  if (!address.tls) return amqp_tcp_socket_new(state);
  amqp_socket_t* const socket = amqp_ssl_socket_new(state);
  if (socket == nullptr) return nullptr;
  amqp_ssl_socket_set_verify_peer(socket, 1);
  amqp_ssl_socket_set_verify_hostname(socket, 1);
  const std::string ca = address.ca_file.empty() ? kTrusted : address.ca_file.string();
  if (amqp_ssl_socket_set_cacert(socket, ca.c_str()) != AMQP_STATUS_OK) return nullptr;
  if (amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) != AMQP_STATUS_OK) return nullptr;
  return socket;
}

}  // namespace

timeval ToTimeval(std::chrono::milliseconds time) {
  return {.tv_sec = time.count() / 1000, .tv_usec = (time.count() % 1000) * 1000};
}

amqp_bytes_t BytesOf(const std::string& text) {
  return {.len = text.size(), .bytes = const_cast<char*>(text.data())};  // only read by librabbitmq
}

Result<std::unique_ptr<AmqpConnection>> AmqpConnection::Open(const BrokerAddress& address) {
  std::unique_ptr<AmqpConnection> connection(new AmqpConnection(amqp_new_connection()));
  if (connection->state_ == nullptr) return Unavailable("lead_queue.unreachable", "no memory for a connection");
  const timeval patience = ToTimeval(kPatience);
  amqp_set_handshake_timeout(connection->state_, &patience);
  amqp_set_rpc_timeout(connection->state_, &patience);
  amqp_socket_t* const socket = MakeSocket(address, connection->state_);
  if (socket == nullptr) return Unavailable("lead_queue.tls", "the certificate of the authority cannot be used");
  const int opened = amqp_socket_open_noblock(socket, address.host.c_str(), address.port, &patience);
  if (opened != AMQP_STATUS_OK) {
    const bool tls = address.tls && opened <= AMQP_STATUS_SSL_ERROR;
    return Unavailable(tls ? "lead_queue.tls" : "lead_queue.unreachable", amqp_error_string2(opened));
  }
  const amqp_rpc_reply_t reply =
      amqp_login(connection->state_, address.vhost.c_str(), AMQP_DEFAULT_MAX_CHANNELS, kFrameBytes, address.heartbeat_s,
                 AMQP_SASL_METHOD_PLAIN, address.user.c_str(), address.password.c_str());
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) return connection;
  // A broker that does not know the user or the virtual host says so, or closes the connection without a word.
  const bool refused = reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION ||
                       reply.library_error == AMQP_STATUS_CONNECTION_CLOSED ||
                       reply.library_error == AMQP_STATUS_SOCKET_ERROR;
  return Unavailable(refused ? "lead_queue.login" : "lead_queue.unreachable",
                     refused ? "the broker refuses the user, the password or the virtual host"
                             : amqp_error_string2(reply.library_error));
}

AmqpConnection::~AmqpConnection() {
  if (state_ != nullptr) amqp_destroy_connection(state_);
}

std::string AmqpConnection::Refusal() const {
  const amqp_rpc_reply_t reply = amqp_get_rpc_reply(state_);
  if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) return amqp_error_string2(reply.library_error);
  if (reply.reply_type != AMQP_RESPONSE_SERVER_EXCEPTION) return {};
  if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* const close = static_cast<const amqp_channel_close_t*>(reply.reply.decoded);
    return WordsOf(close->reply_code, close->reply_text);
  }
  if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* const close = static_cast<const amqp_connection_close_t*>(reply.reply.decoded);
    return WordsOf(close->reply_code, close->reply_text);
  }
  return "an answer that is not known";
}

bool AmqpConnection::OpenChannel(amqp_channel_t channel) {
  amqp_channel_open(state_, channel);
  return Good();
}

}  // namespace custos::lead_queue
