import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { type Edits, filesQuery, useSaveFiles, versionQuery } from "./api/packs";

/** A file as it would be saved. */
export interface StudioFile {
  path: string;
  text: string;
  change: "none" | "changed" | "added" | "removed";
}

/** The files of a version with the edits of this page laid over them; an edit that is undone is none. */
export function useStudio(id: string) {
  const version = useQuery(versionQuery(id));
  const saved = useQuery(filesQuery(id));
  const save = useSaveFiles(id);
  const [edits, setEdits] = useState<Edits>({});

  const texts = useMemo(
    () => new Map(saved.data?.items.map((file) => [file.path, file.text]) ?? []),
    [saved.data],
  );
  const pending = useMemo(
    () =>
      Object.fromEntries(Object.entries(edits).filter(([path, text]) => (texts.get(path) ?? null) !== text)),
    [edits, texts],
  );
  const files = useMemo(() => overlay(texts, pending), [texts, pending]);

  const edit = (path: string, text: string | null) => setEdits((old) => ({ ...old, [path]: text }));
  return {
    version,
    saved,
    files,
    pending,
    unsaved: Object.keys(pending).length > 0,
    edit,
    forget: () => setEdits({}),
    save,
    saveNow: () => {
      if (saved.data && Object.keys(pending).length > 0 && !save.isPending) {
        save.mutate({ revision: saved.data.revision, files: pending });
      }
    },
  };
}

export type Studio = ReturnType<typeof useStudio>;

function overlay(texts: ReadonlyMap<string, string>, edits: Edits): StudioFile[] {
  const paths = [...new Set([...texts.keys(), ...Object.keys(edits)])].sort(byPlace);
  return paths.map((path) => {
    const edited = edits[path];
    const old = texts.get(path);
    if (edited === undefined) return { path, text: old ?? "", change: "none" };
    if (edited === null) return { path, text: old ?? "", change: "removed" };
    return { path, text: edited, change: old === undefined ? "added" : "changed" };
  });
}

/** Files of the pack as a whole first, then the rules. */
function byPlace(a: string, b: string): number {
  return Number(a.includes("/")) - Number(b.includes("/")) || a.localeCompare(b, "en");
}

/** The value once it has been still for a while; the first one at once. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
