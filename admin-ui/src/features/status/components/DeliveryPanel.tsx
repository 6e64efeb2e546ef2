import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import type { SystemStatus } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";

type Callbacks = SystemStatus["callbacks"];
type Channels = SystemStatus["channels"];

/** What platforms tell us by callbacks, and what is handed to people; nothing where neither is set up. */
export function DeliveryPanel({ callbacks, channels }: { callbacks: Callbacks; channels: Channels }) {
  const { t } = useTranslation();
  if (callbacks.length + channels.length === 0) return null;
  return (
    <section className="panel" aria-label={t("status.delivery")}>
      <h2>{t("status.delivery")}</h2>
      {callbacks.length > 0 && <CallbackTable rows={callbacks} />}
      {channels.length > 0 && <ChannelTable rows={channels} />}
    </section>
  );
}

function Waiting({ count, since }: { count: number; since: string | null }) {
  const { t } = useTranslation();
  return (
    <>
      {formatNumber(count)}
      {since && <span className="muted"> {t("status.waiting_since", { time: formatDateTime(since) })}</span>}
    </>
  );
}

function CallbackTable({ rows }: { rows: Callbacks }) {
  const { t } = useTranslation();
  const number = (key: "received" | "undecryptable" | "forged" | "malformed" | "busy") => ({
    key,
    title: t(`status.callbacks_${key}`),
    align: "end" as const,
    render: (row: Callbacks[number]) => formatNumber(row[key]),
  });
  return (
    <DataTable
      caption={t("status.callbacks")}
      rows={rows}
      rowKey={(row) => row.company}
      columns={[
        { key: "company", title: t("status.callbacks_company"), render: (row) => row.company },
        number("received"),
        {
          key: "waiting",
          title: t("status.delivery_waiting"),
          render: (row) => <Waiting count={row.waiting} since={row.oldest_at} />,
        },
        number("undecryptable"),
        number("forged"),
        number("malformed"),
        number("busy"),
      ]}
    />
  );
}

function ChannelTable({ rows }: { rows: Channels }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <DataTable
      caption={t("status.channels")}
      rows={rows}
      rowKey={(row) => row.channel}
      columns={[
        { key: "channel", title: t("status.channel"), render: (row) => row.channel },
        { key: "sent", title: t("status.sent"), align: "end", render: (row) => formatNumber(row.sent) },
        {
          key: "waiting",
          title: t("status.delivery_waiting"),
          render: (row) => <Waiting count={row.waiting} since={row.oldest_at} />,
        },
        {
          key: "given_up",
          title: t("status.given_up"),
          align: "end",
          render: (row) => formatNumber(row.given_up),
        },
        {
          key: "problem",
          title: t("status.delivery_problem"),
          render: (row) => (row.problem ? codeText("problems", row.problem) : "—"),
        },
      ]}
    />
  );
}
