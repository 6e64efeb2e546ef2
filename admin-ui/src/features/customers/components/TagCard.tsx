import { TagsOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { customerTagsQuery } from "@/components/tags/api";
import { useTagCode } from "@/components/tags/code";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Tag, type Tone } from "@/components/ui/Tag";
import type { Customer, TagWish } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { nameOf } from "../names";

// The picker comes when somebody tags.
const TagDialog = lazy(async () => ({ default: (await import("@/components/tags/TagDialog")).TagDialog }));

const tones: Record<TagWish["state"], Tone> = {
  waiting: "medium",
  done: "ok",
  refused: "high",
  overtaken: "informational",
  replaced: "informational",
};

/** A customer's tags by contact, and what of them is still to be written to the platform, or was not. */
export function TagCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const me = useMe();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery(customerTagsQuery(customer.id));
  const contacts = data?.contacts.filter((one) => one.stands || one.tags.length > 0) ?? [];
  const waiting = data?.wishes.filter((one) => one.state === "waiting") ?? [];
  const past = data?.wishes.filter((one) => one.state !== "waiting") ?? [];
  const coming = waiting.filter((one) => one.add).map((one) => one.tag.id);
  const going = new Set(waiting.filter((one) => !one.add).map((one) => one.tag.id));
  const has = [...new Set([...contacts.flatMap((one) => one.tags.map((tag) => tag.id)), ...coming])].filter(
    (id) => !going.has(id),
  );
  return (
    <section aria-label={t("tags.title")}>
      <h2>{t("tags.title")}</h2>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && contacts.length === 0 && <p className="muted">{t("tags.no_contacts")}</p>}
      <ul className="customer-list">
        {contacts.map((contact) => (
          <li key={`${contact.employee.source}|${contact.employee.id}`}>
            <span className="muted">
              {t(contact.serves ? "tags.by_serving" : "tags.by", {
                who: contact.employee.name || contact.employee.id,
              })}
              {!contact.stands && ` · ${t("tags.ended")}`}
            </span>
            <span className="customer-tags">
              {contact.tags.length === 0 && <span className="muted">{t("tags.none")}</span>}
              {contact.tags.map((tag) => (
                <Tag key={tag.id} tone="low">
                  {tag.name}
                </Tag>
              ))}
            </span>
          </li>
        ))}
        {[
          ...waiting,
          ...past.filter((one) => one.state === "refused" || one.state === "overtaken").slice(0, 3),
        ].map((wish) => (
          <Wish key={wish.id} wish={wish} />
        ))}
      </ul>
      {can(me, "tagCustomers") && contacts.some((one) => one.stands) && (
        <p className="customer-acts owner-begin">
          <Button size="small" icon={<TagsOutlined aria-hidden />} onClick={() => setEditing(true)}>
            {t("tags.edit")}
          </Button>
        </p>
      )}
      {past.length > 0 && (
        <details className="owner-ledger">
          <summary>{t("tags.history", { count: past.length })}</summary>
          <ul className="customer-list">
            {past.map((wish) => (
              <Wish key={wish.id} wish={wish} />
            ))}
          </ul>
        </details>
      )}
      {editing && (
        <Suspense>
          <TagDialog
            customer={{ id: customer.id, name: nameOf(t, customer) }}
            has={has}
            onClose={() => setEditing(false)}
          />
        </Suspense>
      )}
    </section>
  );
}

function Wish({ wish }: { wish: TagWish }) {
  const { t } = useTranslation();
  const code = useTagCode();
  return (
    <li>
      <span className="customer-tags">
        <Tag tone={tones[wish.state]}>{t(`tags.state.${wish.state}`)}</Tag>
        {t(wish.add ? "tags.put_on" : "tags.taken_off", {
          tag: wish.tag.name,
          who: wish.employee.name || wish.employee.id,
        })}
      </span>
      <span className="muted">
        {wish.code && `${code(wish.code)} · `}
        {wish.user_name || wish.cause}{" "}
        <time className="num" dateTime={wish.created_at} title={formatDateTime(wish.created_at)}>
          {formatShort(wish.created_at)}
        </time>
      </span>
    </li>
  );
}
