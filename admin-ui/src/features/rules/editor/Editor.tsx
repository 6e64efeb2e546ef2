import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { cspNonce } from "@/lib/csp";
import { completions, type Vocabulary } from "./complete";
import { type Mark, stretch } from "./problems";
import { theme } from "./theme";

export interface EditorProps {
  label: string;
  /** Which file is open: another one starts with its own history. */
  path: string;
  value: string;
  readOnly: boolean;
  marks: readonly Mark[];
  vocabulary: Vocabulary;
  /** Texts of the editor's own search field and hints. */
  phrases: Record<string, string>;
  /** Where to move the cursor; each new object moves it. */
  jump: { line: number } | undefined;
  onChange: (value: string) => void;
  onLine: (line: number) => void;
  onSave: () => void;
}

type Hooks = Pick<EditorProps, "onChange" | "onLine" | "onSave" | "vocabulary">;

function extensions(props: EditorProps, hooks: () => Hooks, access: Compartment): Extension[] {
  const nonce = cspNonce();
  return [
    ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
    EditorState.phrases.of(props.phrases),
    lineNumbers(),
    foldGutter(),
    highlightSpecialChars(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    search({ top: true }),
    lintGutter(),
    yaml(),
    indentUnit.of("  "),
    EditorView.lineWrapping,
    theme,
    access.of(accessOf(props)),
    autocompletion({ override: [(context) => completions(hooks().vocabulary)(context)] }),
    keymap.of([
      { key: "Mod-s", run: () => save(hooks()) },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) hooks().onChange(update.state.doc.toString());
      if (update.docChanged || update.selectionSet) {
        hooks().onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
      }
    }),
  ];
}

function save({ onSave }: Hooks): boolean {
  onSave();
  return true;
}

function accessOf({ label, readOnly }: EditorProps): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-readonly": String(readOnly),
      tabindex: "0",
    }),
  ];
}

/** A YAML editor: completion, the server's faults underlined, the reader's theme. Escape then Tab leaves it. */
export default function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const access = useRef(new Compartment());
  const { path, value, readOnly, label, marks, jump } = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another file makes another editor; texts come below
  useEffect(() => {
    const state = EditorState.create({
      doc: latest.current.value,
      extensions: extensions(latest.current, () => latest.current, access.current),
    });
    const made = new EditorView({ state, parent: host.current! });
    view.current = made;
    return () => made.destroy();
  }, [path]);

  useEffect(() => {
    const editor = view.current;
    const old = editor?.state.doc.toString();
    if (!editor || old === value) return;
    editor.dispatch({ changes: { from: 0, to: old!.length, insert: value } });
  }, [value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the file decides too
  useEffect(() => {
    view.current?.dispatch({ effects: access.current.reconfigure(accessOf(latest.current)) });
  }, [readOnly, label, path]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the file decides too
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const found = marks.map((mark) => ({
      ...stretch(editor.state.doc, mark),
      severity: mark.warning ? ("warning" as const) : ("error" as const),
      message: mark.message,
      source: mark.code,
    }));
    editor.dispatch(setDiagnostics(editor.state, found));
  }, [marks, path]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the file decides too
  useEffect(() => {
    const editor = view.current;
    if (!editor || !jump) return;
    const { from } = editor.state.doc.line(Math.min(Math.max(jump.line, 1), editor.state.doc.lines));
    editor.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    editor.focus();
  }, [jump, path]);

  return <div ref={host} className="code-editor" />;
}
