// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/service_user.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace custos::storage {
namespace fs = std::filesystem;
namespace {

constexpr int kExitCannotRun = 126;

std::optional<ServiceUser> Lookup(const char* name) {
  const passwd* entry = getpwnam(name);
  if (entry == nullptr || entry->pw_uid == 0) return std::nullopt;
  return ServiceUser{entry->pw_uid, entry->pw_gid, entry->pw_name, true};
}

std::optional<ServiceUser> OwnerOf(const fs::path& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 || info.st_uid == 0) return std::nullopt;
  const passwd* entry = getpwuid(info.st_uid);
  return ServiceUser{info.st_uid, info.st_gid, entry != nullptr ? entry->pw_name : std::to_string(info.st_uid), true};
}

void CreateSystemAccount() {
  const ServiceUser self{geteuid(), getegid(), "root", false};
  const auto child = Spawn({"/usr/sbin/useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
                            "--shell", "/usr/sbin/nologin", "custos"},
                           self, "/dev/null", 0);
  if (child) WaitFor(*child);  // without it the next accounts serve
}

bool MayPass(const struct stat& info, const ServiceUser& user) {
  if (info.st_uid == user.uid) return (info.st_mode & S_IXUSR) != 0;
  if (info.st_gid == user.gid) return (info.st_mode & S_IXGRP) != 0;
  return (info.st_mode & S_IXOTH) != 0;
}

}  // namespace

Result<ServiceUser> ChooseServiceUser(const fs::path& existing) {
  if (geteuid() != 0) return ServiceUser{geteuid(), getegid(), std::to_string(geteuid()), false};
  if (const auto owner = OwnerOf(existing)) return *owner;
  if (const auto custos = Lookup("custos")) return *custos;
  CreateSystemAccount();
  for (const char* name : {"custos", "postgres", "nobody"}) {
    if (const auto user = Lookup(name)) return *user;
  }
  return Error{ErrorKind::kInvalid, "db.no_user",
               "PostgreSQL does not run as root, and none of the accounts custos, postgres and nobody exists"};
}

Status PrepareDirectory(const fs::path& directory, const ServiceUser& user) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    return Error{ErrorKind::kInvalid, "data_dir.unusable",
                 "cannot create " + directory.string() + ": " + error.message()};
  }
  if (user.switched && chown(directory.c_str(), user.uid, user.gid) != 0) {
    return Error{ErrorKind::kInvalid, "data_dir.unusable",
                 "cannot give " + directory.string() + " to " + user.name + ": " + std::strerror(errno)};
  }
  if (chmod(directory.c_str(), 0700) != 0) {
    return Error{ErrorKind::kInvalid, "data_dir.unusable", "cannot set the mode of " + directory.string()};
  }
  for (fs::path at = fs::absolute(directory).parent_path(); user.switched; at = at.parent_path()) {
    struct stat info {};
    if (stat(at.c_str(), &info) == 0 && !MayPass(info, user)) {
      return Error{ErrorKind::kInvalid, "data_dir.closed",
                   "the database runs as " + user.name + ", who may not enter " + at.string() +
                       ": choose another data directory, or chmod o+x it"};
    }
    if (at == at.parent_path()) break;
  }
  return {};
}

Result<pid_t> Spawn(const std::vector<std::string>& command, const ServiceUser& user, const fs::path& log,
                    int death_signal) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const std::string log_path = log.string();
  const pid_t parent = getpid();

  const pid_t child = fork();
  if (child < 0) return Error{ErrorKind::kUnavailable, "db.fork", std::string("fork: ") + std::strerror(errno)};
  if (child > 0) return child;

  // In the child: only calls that are safe after fork in a program with threads.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  const int out = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int in = open("/dev/null", O_RDONLY);
  if (out >= 0) {
    dup2(out, 1);
    dup2(out, 2);
  }
  if (in >= 0) dup2(in, 0);
  setsid();
  umask(077);
  if (user.switched &&
      (setgroups(0, nullptr) != 0 || setgid(user.gid) != 0 || setuid(user.uid) != 0 || chdir("/") != 0)) {
    _exit(kExitCannotRun);
  }
  // After setuid, which clears it.
  if (death_signal != 0) {
    prctl(PR_SET_PDEATHSIG, death_signal);
    if (getppid() != parent) _exit(kExitCannotRun);
  }
  execv(argv[0], argv.data());
  _exit(kExitCannotRun);
}

int WaitFor(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return kExitCannotRun;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace custos::storage
