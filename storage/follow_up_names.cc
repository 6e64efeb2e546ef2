// SPDX-License-Identifier: Apache-2.0
#include "storage/follow_up_store.h"

namespace custos::storage {

std::string_view ToString(NoteKind kind) {
  switch (kind) {
    case NoteKind::kNote: return "note";
    case NoteKind::kCall: return "call";
    case NoteKind::kVisit: return "visit";
    case NoteKind::kOther: return "other";
  }
  return "other";
}

std::optional<NoteKind> ParseNoteKind(std::string_view name) {
  for (const NoteKind kind : {NoteKind::kNote, NoteKind::kCall, NoteKind::kVisit, NoteKind::kOther}) {
    if (name == ToString(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace custos::storage
