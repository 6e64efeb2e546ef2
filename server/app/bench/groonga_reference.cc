// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/groonga_reference.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

namespace custos::app {
namespace {

using nlohmann::json;

// The way Groonga's own manual sets up full-text search of Chinese and Japanese.
constexpr std::array kSchema = {
    "table_create Messages TABLE_NO_KEY",
    "column_create Messages text COLUMN_SCALAR Text",
    "column_create Messages sent_at COLUMN_SCALAR Int64",
    "column_create Messages role COLUMN_SCALAR Int32",
    "column_create Messages employee COLUMN_SCALAR Int32",
    "table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigramSplitSymbolAlphaDigit"
    " --normalizer NormalizerAuto",
    "column_create Terms message_text COLUMN_INDEX|WITH_POSITION Messages text",
};

Error Broken() { return {ErrorKind::kInternal, "bench.groonga", "Groonga did not do what it was told"}; }

std::string Quoted(const std::string& text) { return json(text).dump(-1, ' ', false, json::error_handler_t::replace); }

bool Write(int to, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = write(to, bytes.data() + at, bytes.size() - at);
    if (sent <= 0) return false;
    at += static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<GroongaReference>> GroongaReference::Start(const std::filesystem::path& directory) {
  if (access("/usr/bin/groonga", X_OK) != 0) {
    return Error{ErrorKind::kNotFound, "bench.no_groonga", "install the package groonga-bin to measure beside it"};
  }
  std::filesystem::create_directories(directory);
  const std::string database = (directory / "db").string();
  std::array<int, 2> in{}, out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) return Broken();
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execl("/usr/bin/groonga", "groonga", "-n", database.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  if (pid < 0) return Broken();
  std::unique_ptr<GroongaReference> made(new GroongaReference(pid, in[1], fdopen(out[0], "r")));
  for (const char* command : kSchema) {
    if (const auto answer = made->Ask(command); !answer) return answer.error();
  }
  return made;
}

GroongaReference::~GroongaReference() {
  close(to_);
  std::fclose(from_);
  waitpid(pid_, nullptr, 0);
}

Result<std::string> GroongaReference::Ask(const std::string& command) {
  if (!Write(to_, command + "\n")) return Broken();
  char* line = nullptr;
  std::size_t room = 0;
  const ssize_t length = getline(&line, &room, from_);
  const std::unique_ptr<char, decltype(&std::free)> owner(line, std::free);
  if (length <= 0) return Broken();
  std::string answer(line, static_cast<std::size_t>(length));
  if (!answer.starts_with("[[0,")) return Broken();
  return answer;
}

Status GroongaReference::Load(const std::vector<Row>& rows) {
  std::string values = "load --table Messages\n[";
  for (const Row& row : rows) {
    if (values.back() == '}') values += ",\n";
    values += "{\"text\":" + Quoted(*row.text) + ",\"sent_at\":" + std::to_string(row.sent_at) +
              ",\"role\":" + std::to_string(row.role) + ",\"employee\":" + std::to_string(row.employee) + "}";
  }
  values += "\n]";
  if (const auto answer = Ask(values); !answer) return answer.error();
  return {};
}

Result<double> GroongaReference::Newest(const std::string& term, const std::string& filter) {
  std::string command = "select Messages --match_columns text --query " + Quoted("\"" + term + "\"") +
                        " --sort_keys -sent_at --limit 50 --cache no --output_columns _id,sent_at,text";
  if (!filter.empty()) command += " --filter " + Quoted(filter);
  const auto begin = std::chrono::steady_clock::now();
  const auto answer = Ask(command);
  if (!answer) return answer.error();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace custos::app
