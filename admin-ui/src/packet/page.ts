// The page that opens by a double click: reads the packet inside it, or one that is dropped on it, and says what holds.
import { decode, hex, text } from "./bytes";
import { checkPacket, type Files, type ProvenLeaf, type Report } from "./check";
import { type Language, words } from "./words";
import { readZip } from "./zip";

let language: Language = navigator.language.startsWith("zh") ? "zh-CN" : "en";
let report: Report | undefined;
let whole = false;
let unreadable = false;

type Child = Node | string | undefined;

function el(tag: string, attributes: Record<string, string>, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

function time(at: number): string {
  const zone = report?.manifest?.zone_minutes ?? 0;
  const sign = zone < 0 ? "-" : "+";
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const local = new Date(at + zone * 60_000).toISOString().replace("T", " ").slice(0, 19);
  return `${local} ${sign}${pad(Math.abs(zone) / 60)}:${pad(Math.abs(zone) % 60)}`;
}

function facts(rows: [string, Child][]): HTMLElement {
  const list = el("dl", {});
  for (const [name, value] of rows) list.append(el("dt", {}, name), el("dd", {}, value));
  return list;
}

function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return el(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title),
    ...children,
  );
}

function showMessage(leaf: ProvenLeaf): HTMLElement {
  const t = words[language];
  const { message, record } = leaf;
  const sent = record.fields.kind === "message" ? record.fields.sentAt : 0;
  const head = `${time(sent)} · ${message?.from ?? ""} → ${message?.to.slice(0, 5).join(", ") ?? ""}`;
  const quote = message?.quote && el("blockquote", {}, `${message.quote.speaker}: ${message.quote.text}`);
  const files = message?.media.map((file) => el("p", { class: "quiet" }, `${file.kind} ${file.name}`)) ?? [];
  return el(
    "article",
    { "data-leaf": String(leaf.leaf) },
    el("header", {}, el("b", {}, head), ` · ${t.leaf} ${leaf.leaf} · ${t.recorded} ${time(record.at)}`),
    message ? quote : el("p", { class: "quiet" }, t.contentGone),
    message && el("p", { class: "text" }, message.text || `[${message.type}] ${message.detail}`),
    ...files,
    message && el("details", {}, el("summary", {}, t.original), el("pre", {}, text(message.raw))),
  );
}

function alertLines(leaves: ProvenLeaf[]): HTMLElement[] {
  const t = words[language];
  return leaves.flatMap((leaf) => {
    const { fields, at } = leaf.record;
    const line = (said: string) => [el("li", { "data-leaf": String(leaf.leaf) }, `${time(at)} · ${said}`)];
    if (fields.kind === "alert") return line(t.alert(leaf.leaf, fields.message, fields.category));
    if (fields.kind === "judgement")
      return line(t.judgement(fields.first, fields.end, hex(fields.pack).slice(0, 12)));
    if (fields.kind !== "decision") return [];
    const note = leaf.statement?.note ? ` — ${leaf.statement.note}` : "";
    return line(t.decision(leaf.statement?.user ?? "", t.states[fields.to] ?? "") + note);
  });
}

function mediaLines(shown: Report): HTMLElement[] {
  const t = words[language];
  return shown.media.map((file) => {
    const label = `${file.name} (${file.size} B, ${t.leaf} ${file.leaf})`;
    const link = file.bytes
      ? el(
          "a",
          { href: URL.createObjectURL(new Blob([file.bytes as BlobPart])), download: file.file.slice(6) },
          label,
        )
      : label;
    return el("li", {}, link, ` — ${file.bytes ? t.mediaHere : t.mediaAbsent}`);
  });
}

function witnesses(shown: Report): string {
  const t = words[language];
  if (!shown.witnessed) return t.witnessedNo;
  const { size, by } = shown.witnessed;
  const names = by.map(({ name, at }) => (at ? `${name} (${time(at)})` : name)).join(", ");
  return names ? t.witnessedYes(String(size), names) : t.witnessedPlain(String(size));
}

function proven(shown: Report): HTMLElement {
  const t = words[language];
  const listed = shown.manifest?.leaves.filter((leaf) => leaf.kind === "message").length ?? 0;
  const messages = shown.leaves.filter((leaf) => leaf.record.fields.kind === "message");
  const alerts = alertLines(shown.leaves);
  const media = mediaLines(shown);
  return section(
    "proven",
    t.proven,
    facts([
      [t.archive, shown.checkpoint?.origin ?? shown.key?.name ?? ""],
      [t.key, el("code", { id: "fingerprint" }, shown.key?.fingerprint ?? "")],
      ["", el("span", { class: "quiet" }, t.keyHint)],
      [t.checkpoint, shown.checkpoint ? t.checkpointValue(String(shown.checkpoint.size)) : t.checkpointBad],
      [t.root, el("code", {}, shown.checkpoint ? hex(shown.checkpoint.root) : "")],
      [t.witnessed, witnesses(shown)],
      [t.daily, shown.daily.length > 0 ? t.dailyValue(shown.daily.length) : t.dailyNo],
      [t.messages, el("span", { id: "count" }, t.messageCount(messages.length, listed))],
    ]),
    ...messages.map(showMessage),
    media.length > 0 ? el("h3", {}, t.media) : undefined,
    media.length > 0 ? el("ul", { id: "media" }, ...media) : undefined,
    alerts.length > 0 ? el("h3", {}, t.alerts) : undefined,
    alerts.length > 0 ? el("ul", {}, ...alerts) : undefined,
  );
}

function notProven(shown: Report): HTMLElement {
  const t = words[language];
  const { manifest } = shown;
  const subject = manifest && [
    t.subjects[manifest.subject.kind],
    manifest.subject.id,
    manifest.subject.asked,
  ];
  return section(
    "stated",
    t.notProven,
    el("h3", {}, t.stated),
    manifest &&
      facts([
        [t.subject, subject?.filter((part) => part !== undefined).join(" · ")],
        [t.reason, manifest.reason],
        [t.madeBy, `${manifest.made_by.name} (${manifest.made_by.login})`],
        [t.madeAt, time(manifest.made_at)],
      ]),
    el("ul", {}, ...t.limits.map((limit) => el("li", {}, limit))),
    shown.absent.length > 0 ? el("p", {}, t.beside) : undefined,
    shown.absent.length > 0 ? el("ul", {}, ...shown.absent.map((path) => el("li", {}, path))) : undefined,
  );
}

function verdict(shown: Report): HTMLElement {
  const t = words[language];
  const good = shown.problems.length === 0;
  const lines = shown.problems.map(({ code, what }) =>
    el("li", { "data-problem": code }, `${t.problem[code]}: ${what}`),
  );
  return el(
    "section",
    { id: "verdict", role: "status", class: good ? "good" : "bad", "data-verdict": good ? "good" : "bad" },
    el("h2", {}, `${good ? "✓" : "✗"} ${good ? t.good : t.bad}`),
    whole && good ? el("p", {}, t.whole) : undefined,
    good ? undefined : el("h3", {}, t.problems),
    good ? undefined : el("ul", {}, ...lines),
  );
}

function chooser(): HTMLElement {
  const t = words[language];
  const input = el("input", { type: "file", accept: ".zip", id: "zip" }) as HTMLInputElement;
  input.addEventListener("change", () => input.files?.[0] && void open(input.files[0]));
  return el("p", { class: "drop" }, t.drop, " ", el("label", {}, t.choose, " ", input));
}

function render() {
  const t = words[language];
  document.documentElement.lang = language;
  document.title = t.title;
  const swap = el("button", { type: "button", id: "language" }, t.other);
  swap.addEventListener("click", () => {
    language = language === "en" ? "zh-CN" : "en";
    render();
  });
  const empty = el("p", { role: "status" }, unreadable ? t.unreadable : t.empty);
  document
    .querySelector("main")!
    .replaceChildren(
      el("header", { class: "top" }, el("h1", {}, t.title), swap),
      ...(report ? [verdict(report), proven(report), notProven(report)] : [empty]),
      chooser(),
    );
}

function show(files: Files, fromZip: boolean) {
  whole = fromZip;
  unreadable = false;
  report = checkPacket(files, fromZip);
  render();
}

async function open(file: File) {
  try {
    show(await readZip(new Uint8Array(await file.arrayBuffer())), true);
  } catch {
    report = undefined;
    unreadable = true;
    render();
  }
}

function inside(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const element of document.querySelectorAll<HTMLElement>("script[data-file]")) {
    try {
      files.set(element.dataset.file!, decode(element.textContent ?? ""));
    } catch {
      files.set(element.dataset.file!, new Uint8Array()); // not what was put in: nothing in the list fits it
    }
  }
  return files;
}

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file) void open(file);
});

const files = inside();
if (files.size > 0) show(files, false);
else render();
