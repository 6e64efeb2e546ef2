import { EditOutlined, MergeCellsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConsentTag } from "@/components/consent/ConsentTag";
import { Tag, type Tone } from "@/components/ui/Tag";
import type { ConsentState, Customer, CustomerRelation } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { useChangeText } from "../changes";
import { nameOf } from "../names";
import { EditDialog } from "./EditDialog";
import { MergeDialog } from "./MergeDialog";
import { NextStep } from "./NextStep";
import { OwnerCard } from "./OwnerCard";
import { TagCard } from "./TagCard";

const tones: Record<CustomerRelation["state"], Tone> = {
  stands: "ok",
  deleted_by_employee: "high",
  deleted_by_customer: "medium",
  handed_over: "informational",
};

/** What he said to being archived with those who have him: the worst first, each word once. */
function consents(customer: Customer): ConsentState[] {
  const order: ConsentState[] = ["disagree", "unknown", "default", "agree"];
  const said = customer.relations.flatMap(({ state, consent }) =>
    state === "stands" && consent ? consent.state : [],
  );
  return order.filter((state) => said.includes(state));
}

/** Who he is, by what he is known, and who of the company has him. */
export function IdentityPane({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const me = useMe();
  const [editing, setEditing] = useState(false);
  const [merging, setMerging] = useState(false);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <aside className="customer-side" aria-label={t("customers.who")} tabIndex={0}>
      <header className="customer-head">
        <h1>{nameOf(t, customer)}</h1>
        {customer.corp_name && <p className="muted">{customer.corp_name}</p>}
        <p className="customer-tags">
          {customer.grade && <Tag tone="ok">{t("customers.grade_of", { grade: customer.grade })}</Tag>}
          {customer.stage && <Tag tone="low">{customer.stage}</Tag>}
          {consents(customer).map((state) => (
            <ConsentTag key={state} state={state} />
          ))}
          {customer.tags.map((tag) => (
            <Tag key={tag} tone="low">
              {tag}
            </Tag>
          ))}
        </p>
        <NextStep id={customer.id} />
        {can(me, "manageCustomers") && (
          <p className="customer-acts">
            <Button size="small" icon={<EditOutlined aria-hidden />} onClick={() => setEditing(true)}>
              {t("common.edit")}
            </Button>
            <Button size="small" icon={<MergeCellsOutlined aria-hidden />} onClick={() => setMerging(true)}>
              {t("customers.merge")}
            </Button>
          </p>
        )}
      </header>
      {can(me, "seeOwnership") && <OwnerCard customer={customer.id} />}
      {can(me, "seeTags") && <TagCard customer={customer} />}
      <h2>{t("customers.relations")}</h2>
      {customer.relations.length === 0 && <p className="muted">{t("customers.no_relations")}</p>}
      <ul className="customer-list">
        {customer.relations.map((relation) => (
          <Relation
            key={`${relation.employee.source}|${relation.employee.id}|${relation.contact}`}
            relation={relation}
          />
        ))}
      </ul>
      {customer.hidden_relations > 0 && (
        <p className="muted">{t("customers.hidden_relations", { count: customer.hidden_relations })}</p>
      )}
      <h2>{t("customers.identities")}</h2>
      <ul className="customer-list">
        {customer.identities.map((identity) => (
          <li key={`${identity.kind}|${identity.source}|${identity.value}`}>
            <span className="muted">{t(`customers.identity.${identity.kind}`)}</span>
            <span className="mono customer-value">{identity.value}</span>
            <span className="muted">
              {t(`customers.reason.${identity.reason}`, { defaultValue: identity.reason })}
              {identity.confidence < 100 && ` · ${identity.confidence}%`}
            </span>
          </li>
        ))}
      </ul>
      {editing && <EditDialog customer={customer} onClose={() => setEditing(false)} />}
      {merging && <MergeDialog customer={customer} onClose={() => setMerging(false)} />}
    </aside>
  );
}

function Relation({ relation }: { relation: CustomerRelation }) {
  const { t } = useTranslation();
  const changeText = useChangeText();
  return (
    <li>
      <p className="customer-relation">
        <strong>{relation.employee.name || relation.employee.id}</strong>
        {relation.employee.department && <span className="muted">{relation.employee.department}</span>}
        <Tag tone={tones[relation.state]}>{t(`customers.relation.${relation.state}`)}</Tag>
        {relation.restored && <Tag tone="medium">{t("customers.restored")}</Tag>}
      </p>
      {relation.consent && (
        <p className="customer-relation">
          <ConsentTag state={relation.consent.state} />
          <span className="muted">
            {relation.consent.state === "default" && `${t("customers.consent_default")} · `}
            {relation.consent.changed_at && (
              <time
                dateTime={relation.consent.changed_at}
                title={formatDateTime(relation.consent.changed_at)}
              >
                {t("customers.consent_since", { time: formatShort(relation.consent.changed_at) })}
              </time>
            )}
          </span>
        </p>
      )}
      <p className="muted">
        {relation.remark && <span>{t("customers.remark", { remark: relation.remark })} · </span>}
        {relation.added_at && (
          <time dateTime={relation.added_at} title={formatDateTime(relation.added_at)}>
            {t("customers.added", { time: formatShort(relation.added_at) })}
          </time>
        )}
        {relation.add_way > 0 && (
          <span> · {t(`customers.way.${relation.add_way}`, { defaultValue: String(relation.add_way) })}</span>
        )}
      </p>
      {relation.history.length > 1 && (
        <details>
          <summary>{t("customers.history", { count: relation.history.length })}</summary>
          <ol className="customer-history">
            {relation.history.map((event) => (
              <li key={event.id}>
                <time className="muted num" dateTime={event.at} title={formatDateTime(event.at)}>
                  {formatShort(event.at)}
                </time>{" "}
                {changeText(event)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
