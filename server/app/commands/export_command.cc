// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/export_command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/log.h"
#include "server/api/json_text.h"
#include "server/app/exit_code.h"
#include "server/app/packet_settings.h"
#include "server/app/settings.h"
#include "server/packet/packet_service.h"
#include "storage/media/file_media_store.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using nlohmann::json;
using server::packet::Packet;
using server::packet::PacketOrder;
using server::packet::Subject;

constexpr char kUserName[] = "command line";
constexpr int kUsage = 64;
constexpr std::size_t kPiece = 1 << 20;

struct Arguments {
  std::string data_dir = "/var/lib/custos";
  std::string database;
  std::string ui;
  std::string about;
  std::string what;
  std::string from;
  std::string until;
  std::string reason;
  std::string out;
  bool as_json = false;
};

int Fail(const Error& error) {
  std::cerr << "custos export packet: " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

int WrongUsage(const std::string& why) {
  std::cerr << "custos export packet: " << why << "\n";
  return kUsage;
}

/// A day means its beginning, UTC.
std::optional<TimeMs> ReadTime(const std::string& text) {
  if (text.empty()) return 0;
  return server::api::ParseTime(text.size() == 10 ? text + "T00:00:00Z" : text);
}

std::optional<std::uint64_t> ReadNumber(const std::string& text) {
  const bool number = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!number) return std::nullopt;
  return std::stoull(text);
}

/// The order, or what is wrong with the arguments.
std::optional<std::string> ReadOrder(const Arguments& arguments, PacketOrder& order) {
  const auto about = server::packet::ParseSubject(arguments.about);
  if (!about) return "say message, conversation, alert or search, not " + arguments.about;
  order.subject = *about;
  const auto from = ReadTime(arguments.from);
  const auto until = ReadTime(arguments.until);
  if (!from || !until) return "times are 2026-03-01 or 2026-03-01T08:00:00Z";
  order.from = *from;
  order.until = *until;
  order.reason = arguments.reason;
  order.login = kUserName;
  order.name = kUserName;
  if (order.subject == Subject::kSearch) {
    order.asked = order.query.text = arguments.what;
    order.query.from = order.from;
    order.query.until = order.until;
    order.query.oldest_first = true;
  } else if (order.subject == Subject::kConversation) {
    const auto conversation = ConversationId::Parse(arguments.what);
    if (!conversation) return "a conversation is named by its 32 hexadecimal digits";
    order.conversation = *conversation;
  } else {
    const auto id = ReadNumber(arguments.what);
    if (!id) return "messages and alerts are named by their numbers";
    order.id = *id;
  }
  return std::nullopt;
}

/// Content leaves the archive: who takes it, and why, is recorded first.
Status RecordExport(storage::PostgresStorage& storage, const Arguments& arguments, const Clock& clock) {
  storage::AuditEntry entry;
  entry.at = clock.Now();
  entry.user_login = kUserName;
  entry.action = "evidence.packet";
  entry.target = arguments.about + "/" + (arguments.about == "search" ? "" : arguments.what);
  entry.detail = server::api::ToText({{"about", arguments.about},
                                      {"asked", arguments.what},
                                      {"from", arguments.from},
                                      {"until", arguments.until},
                                      {"reason", arguments.reason}});
  return storage.users().Audit(entry);
}

Status Keep(const Packet& packet, const std::string& path) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  for (std::uint64_t offset = 0; offset < packet.file->size();) {
    const std::string piece = packet.file->Read(offset, kPiece);
    if (piece.empty()) break;
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    offset += piece.size();
  }
  if (!out.flush()) return Error{ErrorKind::kUnavailable, "packet.file", path + " cannot be written"};
  return {};
}

int Export(const Arguments& arguments, const PacketOrder& order) {
  const SystemClock clock;
  storage::PostgresStorage::Options options;
  options.data_dir = arguments.data_dir;
  options.database_url = arguments.database;
  options.clock = &clock;
  options.join_running = true;
  const auto storage = storage::PostgresStorage::Open(options);
  if (!storage) return Fail(storage.error());
  const auto media = storage::FileMediaStore::Open(options.data_dir / "media");
  if (!media) return Fail(media.error());
  const std::filesystem::path ui = arguments.ui.empty() ? ShareDirectory() / "ui" : std::filesystem::path(arguments.ui);
  const auto settings = PacketSettingsOf(**storage, options.data_dir, ui);
  if (!settings) return Fail(settings.error());
  if (const Status recorded = RecordExport(**storage, arguments, clock); !recorded) return Fail(recorded.error());
  server::packet::PacketService packets((*storage)->reader(), (*storage)->alerts(), (*storage)->archive(),
                                        (*storage)->evidence(), **media, clock, *settings);
  const Result<Packet> packet = packets.Make(storage::Scope::All(), order);
  if (!packet) return Fail(packet.error());
  const std::string path = arguments.out.empty() ? packet->file_name : arguments.out;
  if (const Status kept = Keep(*packet, path); !kept) return Fail(kept.error());
  if (arguments.as_json) {
    std::cout << server::api::ToText({{"ok", true},
                                      {"file", path},
                                      {"bytes", packet->file->size()},
                                      {"messages", packet->messages},
                                      {"tree_size", packet->tree_size}})
              << "\n";
  } else {
    std::cout << path << ": " << packet->messages << " messages, proven under the checkpoint of size "
              << packet->tree_size << "\n";
  }
  return 0;
}

}  // namespace

int RunExportCommand(int argc, char** argv) {
  if (argc < 2 || std::string(argv[1]) != "packet") {
    std::cerr << "usage: custos export packet message|conversation|alert|search WHAT --reason TEXT [--out FILE.zip]\n";
    return argc == 2 && (std::string(argv[1]) == "--help" || std::string(argv[1]) == "-h") ? 0 : kUsage;
  }
  Arguments arguments;
  CLI::App app("One zip with originals, transcript, files, proofs and a page that checks them without us",
               "custos export packet");
  app.add_option("about", arguments.about, "message, conversation, alert or search")->required();
  app.add_option("what", arguments.what, "number of the message or alert, id of the conversation, or the question")
      ->required();
  app.add_option("--reason", arguments.reason, "why; stated in the packet and in the audit trail")->required();
  app.add_option("--from", arguments.from, "of a conversation or search: messages sent from then on");
  app.add_option("--to", arguments.until, "and before then");
  app.add_option("--out", arguments.out, "file to write; a name of its own in this directory when absent");
  app.add_option("--data-dir", arguments.data_dir, "data directory of the server")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", arguments.database, "PostgreSQL URL; without it the embedded database")
      ->envname("CUSTOS_DATABASE");
  app.add_option("--ui", arguments.ui, "directory of the built user interface, with the page that checks packets");
  app.add_flag("--json", arguments.as_json, "print one JSON object");
  try {
    app.parse(argc - 1, argv + 1);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  PacketOrder order;
  if (const auto wrong = ReadOrder(arguments, order)) return WrongUsage(*wrong);
  SetLogLevel(LogLevel::kWarn);
  return Export(arguments, order);
}

}  // namespace custos::app
