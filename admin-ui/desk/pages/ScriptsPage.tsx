import { type FormEvent, useState } from "react";
import { ask, type Customer, type Me, type Script, type ScriptFolder, type ScriptList } from "../api";
import { formatDay } from "../format";
import { Loading, nameOf, Page, Problem } from "../parts";
import { type Key, t } from "../texts";
import { useAsk } from "../useAsk";
import { fill, type Values, variablesOf } from "../variables";
import type { Chat } from "../wecom";

/** Scripts and price sheets, filled in for one customer when there is one. */
export function ScriptsPage({
  me,
  chat,
  customerId,
}: {
  me: Me;
  chat: Chat | null;
  customerId: string | null;
}) {
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const [folder, setFolder] = useState("");
  const folders = useAsk<{ items: ScriptFolder[] }>("/scripts/folders");
  const customer = useAsk<Customer>(customerId && `/customers/${encodeURIComponent(customerId)}`);
  const path = `/scripts?limit=100${wanted && `&q=${encodeURIComponent(wanted)}`}${folder && `&folder_id=${folder}`}`;
  const { data, error, loading, reload } = useAsk<ScriptList>(path);
  const find = (event: FormEvent) => {
    event.preventDefault();
    setWanted(typed.trim());
  };
  const known: Values = {
    ...Object.fromEntries(
      Object.entries(customer.data?.fields ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    customer: customer.data?.name ?? "",
    company: customer.data?.corp_name ?? "",
    rep: me.user.display_name,
    date: formatDay(new Date().toISOString()),
  };
  return (
    <Page title={t("scripts.title")} back={customerId ? `#/customer/${customerId}` : undefined}>
      {customer.data && <p>{t("scripts.for", { name: nameOf(customer.data) })}</p>}
      <form className="search" role="search" onSubmit={find}>
        <input
          type="search"
          aria-label={t("scripts.find")}
          placeholder={t("scripts.find")}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit">{t("scripts.search")}</button>
      </form>
      {folders.data && folders.data.items.length > 0 && (
        <label>
          {t("scripts.folder")}
          <select value={folder} onChange={(event) => setFolder(event.target.value)}>
            <option value="">{t("scripts.all")}</option>
            {inTree(folders.data.items).map(({ item, depth }) => (
              <option key={item.id} value={item.id}>
                {"　".repeat(depth) + item.title}
              </option>
            ))}
          </select>
        </label>
      )}
      <Problem error={error ?? customer.error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data?.items.length === 0 && <p className="empty">{t("scripts.none")}</p>}
      <ul className="cards">
        {data?.items.map((script) => (
          <ScriptCard key={script.id} script={script} known={known} chat={chat} />
        ))}
      </ul>
    </Page>
  );
}

/** Folders below their parents, with how deep they stand. */
export function inTree(
  folders: ScriptFolder[],
  parent: string | null = null,
  depth = 0,
): { item: ScriptFolder; depth: number }[] {
  return folders
    .filter((folder) => folder.parent_id === parent)
    .flatMap((item) => [{ item, depth }, ...inTree(folders, item.id, depth + 1)]);
}

function ScriptCard({ script, known, chat }: { script: Script; known: Values; chat: Chat | null }) {
  const [typed, setTyped] = useState<Values>({});
  const [said, setSaid] = useState<Key>();
  const values = { ...known, ...typed };
  const names = variablesOf(script.text);
  const open = names.filter((name) => !known[name]);
  const text = fill(script.text, values);
  const use = async (as: "copied" | "sent", work: (whole: string) => Promise<void>) => {
    if (open.some((name) => !typed[name]?.trim())) {
      setSaid("scripts.missing");
      return;
    }
    try {
      await work(text);
      setSaid(`scripts.${as}`);
      ask("POST", `/scripts/${script.id}/uses`, { as }).catch(() => undefined);
    } catch {
      setSaid(as === "copied" ? "scripts.copy_failed" : "scripts.send_failed");
    }
  };
  return (
    <li>
      <h2>{script.title}</h2>
      {script.tags.length > 0 && (
        <ul className="tags">
          {script.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      <p className="said">{text}</p>
      {open.map((name) => (
        <label key={name}>
          {name in known ? t(`variable.${name}` as Key) : name}
          <input
            maxLength={200}
            value={typed[name] ?? ""}
            onChange={(event) => {
              setTyped({ ...typed, [name]: event.target.value });
              setSaid(undefined);
            }}
          />
        </label>
      ))}
      {script.file &&
        (script.file.type.startsWith("image/") ? (
          <img src={script.file.url} alt={script.file.name} loading="lazy" />
        ) : (
          <p>
            <a className="button" href={script.file.url} download={script.file.name}>
              {t("scripts.file", { name: script.file.name })}
            </a>
          </p>
        ))}
      <p className="acts">
        <button
          className="primary"
          type="button"
          aria-label={`${t("scripts.copy")} ${script.title}`}
          onClick={() => void use("copied", (whole) => navigator.clipboard.writeText(whole))}
        >
          {t("scripts.copy")}
        </button>
        {chat && (
          <button
            type="button"
            aria-label={`${t("scripts.send")} ${script.title}`}
            onClick={() => void use("sent", chat.send)}
          >
            {t("scripts.send")}
          </button>
        )}
        <span role="status" className="muted">
          {said && t(said)}
        </span>
      </p>
    </li>
  );
}
