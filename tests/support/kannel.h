// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace custos::testing {

/// A TCP port of the loopback interface that was free a moment ago.
int FreePort();

/// The real Kannel of Debian, bearerbox and smsbox, with its own fake SMSC on the other side; all on the loopback
/// interface with files in one directory. The calls that start something wait until it answers and throw
/// std::runtime_error when it does not.
class Kannel {
 public:
  /// `callbacks` is where texts go: http://login:password@host:port/callback/kannel/name.
  Kannel(const std::filesystem::path& directory, const std::string& callbacks);

  static bool Installed();

  void StartBearerbox();
  void StartSmsbox();
  Process& bearerbox() { return *bearerbox_; }
  Process& smsbox() { return *smsbox_; }

  /// The SMSC sends each of these lines once ("13900001111 106900001111 text hello", words in percent encoding), and
  /// stays for what we send.
  void ConnectSmsc(const std::vector<std::string>& lines = {});
  void DisconnectSmsc() { smsc_.clear(); }

  /// Texts that the SMSC got from us, "from to kind text".
  std::vector<std::string> Got() const;
  /// How many texts from outside the bearerbox has taken since its start.
  std::optional<int> Received() const;

  std::string send_url() const;
  int box_port() const { return box_port_; }
  /// Texts go to the box of this name instead of to smsbox. Before the bearerbox starts.
  void RouteTo(const std::string& box_id);

 private:
  std::string Status() const;

  const std::filesystem::path directory_;
  const int admin_port_ = FreePort();
  const int box_port_ = FreePort();
  const int smsc_port_ = FreePort();
  const int send_port_ = FreePort();
  std::unique_ptr<Process> bearerbox_;
  std::unique_ptr<Process> smsbox_;
  std::vector<std::unique_ptr<Process>> smsc_;
};

}  // namespace custos::testing
