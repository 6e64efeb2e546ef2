import type { RecordOfMe } from "../api";
import { formatDay, formatShort } from "../format";
import { Loading, Page, Problem } from "../parts";
import { type Key, t } from "../texts";
import { useAsk } from "../useAsk";

/** What is recorded about oneself, by what, since when, and who looked at it. */
export function RecordPage() {
  const { data, error, loading, reload } = useAsk<RecordOfMe>("/desk/record");
  return (
    <Page title={t("record.title")} back="#/me">
      <p className="muted">{t("record.hint")}</p>
      <Problem error={error} onRetry={reload} />
      <Loading when={loading && !data} />
      {data && <Record record={data} />}
    </Page>
  );
}

function Record({ record }: { record: RecordOfMe }) {
  const since = formatDay(record.looks_since);
  return (
    <>
      <Part title={t("record.accounts")} none={t("record.no_accounts")}>
        {record.accounts.map((account) => (
          <li key={`${account.source} ${account.id}`}>
            <strong>{account.name || account.id}</strong>
            <span className="muted">
              {[account.id, account.department, account.source].filter(Boolean).join(" · ")}
            </span>
          </li>
        ))}
      </Part>
      <Part title={t("record.sources")} none={t("record.no_sources")}>
        {record.sources.map((source) => (
          <li key={source.source}>
            <strong>{source.source}</strong>
            <span className="muted">
              {t("record.source", {
                conversations: source.conversations,
                messages: source.messages,
                since: formatDay(source.first_at),
              })}
            </span>
          </li>
        ))}
      </Part>
      <Part title={t("record.devices")} none={t("record.no_devices")}>
        {record.devices.map((device) => (
          <li key={device.id}>
            <strong>{device.label || device.id.slice(0, 8)}</strong>
            <span className="muted">
              {t("record.device", {
                model: device.model || "–",
                time: device.last_seen_at ? formatShort(device.last_seen_at) : t("record.never"),
              })}
            </span>
          </li>
        ))}
      </Part>
      <Part title={t("record.looks")} none={t("record.no_looks", { since })}>
        {record.looks.map((look) => (
          <li key={look.what}>
            {t(`record.look.${look.what}` as Key, {
              times: look.times,
              people: look.people,
              time: formatShort(look.last_at),
            })}
          </li>
        ))}
      </Part>
      {record.looks.length > 0 && <p className="muted">{t("record.looks_hint", { since })}</p>}
      <h2>{t("record.kept")}</h2>
      <p>{t("record.kept_text", { count: record.raw_retention_days })}</p>
    </>
  );
}

function Part({ title, none, children }: { title: string; none: string; children: React.ReactNode[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children.length === 0 ? <p className="muted">{none}</p> : <ul className="cards">{children}</ul>}
    </section>
  );
}
