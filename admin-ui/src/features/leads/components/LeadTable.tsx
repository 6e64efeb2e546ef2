import { CheckCircleFilled, ClockCircleOutlined, CopyOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { Tag } from "@/components/ui/Tag";
import type { Lead } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";

export function LeadTable({ leads }: { leads: readonly Lead[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      caption={t("leads.title")}
      rows={leads}
      rowKey={(lead) => lead.id}
      columns={[
        {
          key: "at",
          title: t("leads.at"),
          nowrap: true,
          render: (lead) => <span className="num">{formatDateTime(lead.at)}</span>,
        },
        { key: "who", title: t("leads.who"), render: (lead) => <Who lead={lead} /> },
        { key: "contacts", title: t("leads.contacts"), render: (lead) => <Contacts lead={lead} /> },
        { key: "wants", title: t("leads.wants"), render: (lead) => <Wants lead={lead} /> },
        { key: "source", title: t("leads.source"), render: (lead) => <Origin lead={lead} /> },
        { key: "state", title: t("leads.state"), render: (lead) => <State lead={lead} /> },
      ]}
    />
  );
}

function Who({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  return (
    <span className="lead-lines">
      {lead.customer_id ? (
        <Link to="/customers/$id" params={{ id: lead.customer_id }}>
          {lead.name || t("leads.customer")}
        </Link>
      ) : (
        <strong>{lead.name || "–"}</strong>
      )}
      {[lead.company, lead.region].filter(Boolean).map((text) => (
        <span key={text} className="muted">
          {text}
        </span>
      ))}
    </span>
  );
}

const withPlus = (phone: string) => `+${phone}`;

function Contacts({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const all = [
    ...lead.phones.map((value) => ({ key: value, text: withPlus(value) })),
    ...lead.unread_phones.map((value) => ({ key: `?${value}`, text: value })),
    ...(lead.wechat ? [{ key: `w${lead.wechat}`, text: `${t("leads.wechat")} ${lead.wechat}` }] : []),
    ...lead.emails.map((value) => ({ key: value, text: value })),
  ];
  return (
    <span className="lead-lines num">
      {all.map((one) => (
        <span key={one.key}>{one.text}</span>
      ))}
    </span>
  );
}

function Wants({ lead }: { lead: Lead }) {
  const own = Object.entries(lead.fields);
  return (
    <span className="lead-lines lead-wants">
      {lead.interest && <span>{lead.interest}</span>}
      {lead.note && <span className="muted">{lead.note}</span>}
      {own.length > 0 && (
        <span className="muted">{own.map(([name, value]) => `${name}: ${value}`).join(" · ")}</span>
      )}
    </span>
  );
}

function Origin({ lead }: { lead: Lead }) {
  const met = [lead.source, lead.channel, lead.campaign].filter(Boolean).join(" · ");
  return (
    <span className="lead-lines">
      {met && <span>{met}</span>}
      <code className="muted">{lead.intake}</code>
    </span>
  );
}

function State({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const looks = {
    arrived: { tone: "informational", icon: <ClockCircleOutlined aria-hidden /> },
    new: { tone: "ok", icon: <CheckCircleFilled aria-hidden /> },
    duplicate: { tone: "medium", icon: <CopyOutlined aria-hidden /> },
  } as const;
  const shown = (value: string, by: Lead["matches"][number]["by"]) =>
    by === "phone" ? withPlus(value) : value;
  return (
    <span className="lead-lines">
      <span>
        <Tag {...looks[lead.state]}>{t(`leads.states.${lead.state}`)}</Tag>
      </span>
      {lead.matches.slice(0, 3).map((match) => (
        <span key={`${match.kind}${match.id}${match.by}${match.value}`} className="muted">
          {t(match.kind === "lead" ? "leads.same_lead" : "leads.same_customer", {
            who: match.name || shown(match.value, match.by),
            by: t(`leads.by.${match.by}`),
          })}
        </span>
      ))}
      {lead.near.map((near) => (
        <span key={near.customer_id} className="muted">
          {t("leads.near")}{" "}
          <Link to="/customers/$id" params={{ id: near.customer_id }}>
            {near.name || t("leads.customer")}
          </Link>
          {t("leads.near_why", { by: near.by.map((by) => t(`leads.near_by.${by}`)).join(t("leads.and")) })}
        </span>
      ))}
    </span>
  );
}
