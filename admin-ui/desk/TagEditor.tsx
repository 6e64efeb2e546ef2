import { useEffect, useState } from "react";
import { ask, type CustomerTags, Refusal, type TagCatalogue } from "./api";
import { Problem } from "./parts";
import { codeText, t } from "./texts";
import { useAsk } from "./useAsk";

const soonMs = 3_000;

/** The company's tags of a customer at one's own contacts: chosen here, written to the platform soon. */
export function TagEditor({ customer }: { customer: string }) {
  const path = `/customers/${encodeURIComponent(customer)}/tags`;
  const { data, error, reload } = useAsk<CustomerTags>(path);
  const [open, setOpen] = useState(false);
  const waiting = data?.wishes.filter((wish) => wish.state === "waiting") ?? [];
  const refused = data?.wishes.filter((wish) => wish.state === "refused").slice(0, 2) ?? [];
  const writing = waiting.length > 0;
  useEffect(() => {
    if (!writing) return;
    const timer = setInterval(reload, soonMs);
    return () => clearInterval(timer);
  }, [writing, reload]);
  const contacts = data?.contacts.filter((contact) => contact.stands) ?? [];
  const tags = new Map(contacts.flatMap((contact) => contact.tags.map((tag) => [tag.id, tag.name])));
  return (
    <section aria-label={t("tags.title")}>
      <h2>{t("tags.title")}</h2>
      <Problem error={error} onRetry={reload} />
      {data && contacts.length === 0 && <p className="muted">{t("tags.no_contact")}</p>}
      {contacts.length > 0 && tags.size === 0 && <p className="muted">{t("tags.none")}</p>}
      <ul className="tags">
        {[...tags].map(([id, name]) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
      {waiting.map((wish) => (
        <p key={wish.id} className="muted" role="status">
          {t(wish.add ? "tags.adding" : "tags.removing", { tag: wish.tag.name })}
          {wish.code && ` · ${codeText("tags.code", wish.code)}`}
        </p>
      ))}
      {refused.map((wish) => (
        <p key={wish.id} className="late">
          {t("tags.refused", { tag: wish.tag.name, why: codeText("tags.code", wish.code) })}
        </p>
      ))}
      {contacts.length > 0 && !open && (
        <p className="acts">
          <button type="button" onClick={() => setOpen(true)}>
            {t("tags.edit")}
          </button>
        </p>
      )}
      {open && data && (
        <Choice
          path={path}
          source={contacts[0]?.employee.source ?? ""}
          has={[
            ...new Set([...tags.keys(), ...waiting.filter((one) => one.add).map((one) => one.tag.id)]),
          ].filter((id) => !waiting.some((one) => !one.add && one.tag.id === id))}
          onClose={(sent) => {
            setOpen(false);
            if (sent) reload();
          }}
        />
      )}
    </section>
  );
}

function Choice({
  path,
  source,
  has,
  onClose,
}: {
  path: string;
  source: string;
  has: readonly string[];
  onClose: (sent: boolean) => void;
}) {
  const { data, error, reload } = useAsk<TagCatalogue>("/tags");
  const [before] = useState(() => new Set(has));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(before);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const add = [...chosen].filter((id) => !before.has(id));
  const remove = [...before].filter((id) => !chosen.has(id));
  const toggle = (id: string) =>
    setChosen((old) => (old.has(id) ? new Set([...old].filter((one) => one !== id)) : new Set([...old, id])));
  const save = () => {
    setBusy(true);
    ask("POST", path, { source, add, remove })
      .then(
        () => onClose(true),
        (problem: unknown) => setRefusal(problem instanceof Refusal ? problem : new Refusal(0, "offline")),
      )
      .finally(() => setBusy(false));
  };
  const groups = data?.groups.filter((group) => group.source === source) ?? [];
  return (
    <div>
      <Problem error={error} onRetry={reload} />
      <Problem error={refusal} />
      {data && groups.length === 0 && <p className="muted">{t("tags.no_tags")}</p>}
      {groups.map((group) => (
        <fieldset key={group.id} className="choices">
          <legend>{group.name || t("tags.title")}</legend>
          {group.tags.map((tag) => (
            <label key={tag.id}>
              <input type="checkbox" checked={chosen.has(tag.id)} onChange={() => toggle(tag.id)} />
              {tag.name}
            </label>
          ))}
        </fieldset>
      ))}
      <p className="acts">
        <button
          className="primary"
          type="button"
          disabled={busy || add.length + remove.length === 0}
          onClick={save}
        >
          {t("save")}
        </button>
        <button type="button" onClick={() => onClose(false)}>
          {t("cancel")}
        </button>
      </p>
    </div>
  );
}
