// SPDX-License-Identifier: Apache-2.0
#include "storage/witness/witness.h"

#include <filesystem>

#include "core/digest.h"
#include "storage/format/key_file.h"
#include "storage/format/merkle.h"
#include "storage/format/note_key.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMaxProof = 63;
constexpr std::string_view kOld = "old ";

WitnessReply Refuse(int status, const std::string& reason) { return {status, "text/plain", reason + "\n"}; }

WitnessReply Conflict(std::uint64_t size) { return {409, "text/x.tlog.size", std::to_string(size) + "\n"}; }

struct Request {
  std::uint64_t old_size = 0;
  std::vector<Digest> proof;
  std::string_view note;
};

std::optional<Request> Parse(std::string_view text) {
  Request request;
  const std::string_view old = TakeLine(text);
  if (!old.starts_with(kOld)) return std::nullopt;
  const auto size = StrictDecimal(old.substr(kOld.size()));
  if (!size) return std::nullopt;
  request.old_size = *size;
  for (;;) {
    if (text.empty()) return std::nullopt;
    const std::string_view line = TakeLine(text);
    if (line.empty()) break;
    const auto hash = DigestFromBytes(StrictBase64(line).value_or(""));
    if (!hash || request.proof.size() == kMaxProof) return std::nullopt;
    request.proof.push_back(*hash);
  }
  request.note = text;
  return request;
}

}  // namespace

std::string FormatAddCheckpoint(std::uint64_t old_size, const std::vector<Digest>& proof, std::string_view note) {
  std::string body = std::string(kOld) + std::to_string(old_size) + "\n";
  for (const Digest& hash : proof) body += Base64Encode(AsBytes(hash)) + "\n";
  return body + "\n" + std::string(note);
}

Result<std::unique_ptr<Witness>> Witness::Open(std::string directory, const std::string& name,
                                               const std::vector<NoteVerifier>& logs, const Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return Error{ErrorKind::kInvalid, "witness.directory", directory + " cannot be made: " + error.message()};
  Result<Cosigner> cosigner = Cosigner::LoadOrCreate(directory, name);
  if (!cosigner) return cosigner.error();
  std::unique_ptr<Witness> witness(new Witness(std::move(*cosigner), clock));
  for (const NoteVerifier& key : logs) {
    const std::string path = directory + "/" + HexEncode(AsBytes(Sha256(key.name()))) + ".checkpoint";
    Log log{key, path, {key.name(), 0, EmptyRoot()}};
    const Result<std::string> stored = ReadKeyFile(path);
    if (stored) {
      const Result<Checkpoint> newest = key.ParseAndVerify(*stored);
      if (!newest) return newest.error();
      log.newest = *newest;
    } else if (stored.error().kind != ErrorKind::kNotFound) {
      return stored.error();
    }
    if (!witness->logs_.emplace(key.name(), std::move(log)).second) {
      return Error{ErrorKind::kInvalid, "witness.log_twice", "two keys for the log " + key.name()};
    }
  }
  return witness;
}

WitnessReply Witness::AddCheckpoint(std::string_view text) {
  const std::optional<Request> request = Parse(text);
  const Result<Checkpoint> claim =
      request ? ParseClaim(request->note) : Result<Checkpoint>(BadNote("malformed", "no request"));
  if (!claim) return Refuse(400, "not an add-checkpoint request");
  const std::scoped_lock lock(mutex_);
  const auto log = logs_.find(claim->origin);
  if (log == logs_.end()) return Refuse(404, "unknown log");
  if (!log->second.key.ParseAndVerify(request->note)) return Refuse(403, "no valid signature of the log");
  if (request->old_size > claim->size) return Refuse(400, "the old size is greater than the new one");
  return Advance(log->second, request->old_size, request->proof, std::string(request->note));
}

WitnessReply Witness::Advance(Log& log, std::uint64_t old_size, const std::vector<Digest>& proof,
                              const std::string& note) {
  const Checkpoint next = *ParseClaim(note);
  if (old_size != log.newest.size) return Conflict(log.newest.size);
  if (old_size == next.size && old_size != 0 && log.newest.root != next.root) return Conflict(old_size);
  if (!VerifyConsistency(old_size, next.size, log.newest.root, next.root, proof)) {
    return Refuse(422, "the consistency proof does not hold");
  }
  // One signature of the log is enough to know the state again.
  const Result<NoteParts> parts = SplitNote(note);
  std::string kept;
  for (const NoteParts::Signature& signature : parts->signatures) {
    const std::string one = std::string(parts->text) + "\n" + FormatSignatureLine(signature.name, signature.bytes, "");
    if (log.key.ParseAndVerify(one)) kept = one;
  }
  const Result<std::string> line = cosigner_.SignatureLine(parts->text, clock_.Now());
  if (!line) return Refuse(500, "cannot sign");
  if (const Status written = WriteKeyFile(log.path, kept, 0644); !written) return Refuse(500, "cannot keep the state");
  log.newest = next;
  return {200, "text/plain; charset=utf-8", *line};
}

}  // namespace custos::storage
