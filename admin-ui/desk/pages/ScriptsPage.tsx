import { type FormEvent, useState } from "react";
import {
  ask,
  type Customer,
  type Me,
  type PlatformFile,
  Refusal,
  type Script,
  type ScriptFolder,
  type ScriptList,
} from "../api";
import { formatDay } from "../format";
import { Loading, nameOf, Page, Problem } from "../parts";
import { formatPrice, wholeText } from "../prices";
import { codeText, type Key, t } from "../texts";
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
  const [kind, setKind] = useState("");
  const folders = useAsk<{ items: ScriptFolder[] }>("/scripts/folders");
  const customer = useAsk<Customer>(customerId && `/customers/${encodeURIComponent(customerId)}`);
  const path = `/scripts?limit=100${wanted && `&q=${encodeURIComponent(wanted)}`}${folder && `&folder_id=${folder}`}${kind && `&kind=${kind}`}`;
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
      <label>
        {t("scripts.kind")}
        <select value={kind} onChange={(event) => setKind(event.target.value)}>
          <option value="">{t("scripts.all")}</option>
          <option value="script">{t("scripts.kind_script")}</option>
          <option value="price">{t("scripts.kind_price")}</option>
        </select>
      </label>
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
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const values = { ...known, ...typed };
  const whole = wholeText(script);
  const open = variablesOf(whole).filter((name) => !known[name]);
  const use = async (as: "copied" | "sent", work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      setSaid(t(`scripts.${as}`));
      ask("POST", `/scripts/${script.id}/uses`, { as }).catch(() => undefined);
    } catch (problem) {
      const failed = t(as === "copied" ? "scripts.copy_failed" : "scripts.send_failed");
      setSaid(problem instanceof Refusal ? `${failed}：${codeText("problem", problem.code)}` : failed);
    } finally {
      setBusy(false);
    }
  };
  const giveText = (as: "copied" | "sent", work: (filled: string) => Promise<unknown>) => {
    if (open.some((name) => !typed[name]?.trim())) setSaid(t("scripts.missing"));
    else void use(as, () => work(fill(whole, values)));
  };
  const sendFile = async (to: Chat) =>
    to.sendFile(await ask<PlatformFile>("POST", `/scripts/${script.id}/platform-file`));
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
      {script.text && <p className="said">{fill(script.text, values)}</p>}
      <Prices script={script} />
      {open.map((name) => (
        <label key={name}>
          {name in known ? t(`variable.${name}` as Key) : name}
          <input
            maxLength={200}
            value={typed[name] ?? ""}
            onChange={(event) => {
              setTyped({ ...typed, [name]: event.target.value });
              setSaid("");
            }}
          />
        </label>
      ))}
      {script.file &&
        (script.file.type.startsWith("image/") ? (
          <a href={script.file.url} download={script.file.name} aria-label={t("scripts.file", script.file)}>
            <img src={script.file.url} alt={script.file.name} loading="lazy" />
          </a>
        ) : (
          <p>
            <a className="button" href={script.file.url} download={script.file.name}>
              {t("scripts.file", script.file)}
            </a>
          </p>
        ))}
      <p className="acts">
        {whole && (
          <button
            className="primary"
            type="button"
            disabled={busy}
            aria-label={`${t("scripts.copy")} ${script.title}`}
            onClick={() => giveText("copied", (text) => navigator.clipboard.writeText(text))}
          >
            {t("scripts.copy")}
          </button>
        )}
        {chat && whole && (
          <button
            type="button"
            disabled={busy}
            aria-label={`${t("scripts.send")} ${script.title}`}
            onClick={() => giveText("sent", chat.send)}
          >
            {t("scripts.send")}
          </button>
        )}
        {chat && script.file && (
          <button
            type="button"
            disabled={busy}
            aria-label={`${t("scripts.send_file")} ${script.file.name}`}
            onClick={() => void use("sent", () => sendFile(chat))}
          >
            {t("scripts.send_file")}
          </button>
        )}
        <span role="status" className="muted">
          {said}
        </span>
      </p>
    </li>
  );
}

/** The rows of a price sheet, and how long they hold. */
function Prices({ script }: { script: Script }) {
  if (script.kind !== "price") return null;
  return (
    <>
      {script.rows.length > 0 && (
        <table className="prices">
          <caption className="hidden">{script.title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("price.item")}</th>
              <th scope="col" className="end">
                {t("price.price")}
              </th>
            </tr>
          </thead>
          <tbody>
            {script.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows may be the same
              <tr key={index}>
                <td>
                  {row.item}
                  {row.note && <span className="muted">{row.note}</span>}
                </td>
                <td className="end num">
                  {formatPrice(row)}
                  {row.unit && <span className="muted">/{row.unit}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {script.valid_until && (
        <p className="muted">
          {t("price.until", { day: formatDay(`${script.valid_until}T00:00:00+08:00`) })}
        </p>
      )}
    </>
  );
}
