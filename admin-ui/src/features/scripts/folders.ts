import type { ScriptFolder } from "@/lib/api/types";

export interface Branch {
  folder: ScriptFolder;
  depth: number;
}

/** Folders below their parents, with how deep they stand. */
export function inTree(folders: readonly ScriptFolder[], parent: string | null = null, depth = 0): Branch[] {
  return folders
    .filter((folder) => folder.parent_id === parent)
    .flatMap((folder) => [{ folder, depth }, ...inTree(folders, folder.id, depth + 1)]);
}

/** Choices for a list, deeper ones further in. */
export function folderOptions(folders: readonly ScriptFolder[], top: string) {
  return [
    { value: "", label: top },
    ...inTree(folders).map(({ folder, depth }) => ({
      value: folder.id,
      label: "　".repeat(depth + 1) + folder.title,
    })),
  ];
}

/** The text as a rep may see it, with invented values for the variables that every script knows. */
export function preview(text: string, example: Record<string, string>): string {
  return text.replace(/\{\{\s*([\p{L}\p{N}_]+)\s*\}\}/gu, (whole, name: string) => example[name] ?? whole);
}
