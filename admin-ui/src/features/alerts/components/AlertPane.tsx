import { CloseOutlined, LinkOutlined, UserOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Tooltip } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { PacketButton } from "@/components/packet/PacketButton";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice, useErrorText } from "@/components/ui/ErrorNotice";
import { SeverityTag } from "@/components/ui/Severity";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { StateTag } from "@/components/ui/StateTag";
import { Tabs } from "@/components/ui/Tabs";
import type { AlertDetail, AlertState } from "@/lib/api/types";
import { formatAge, formatDateTime } from "@/lib/format";
import { useBilingual, useCodeText, withAllTexts } from "@/lib/i18n";
import { joinRef } from "@/lib/searchParams";
import { alertQuery } from "../api/alerts";
import type { Refusal } from "../api/decide";
import { ActivityTab } from "./ActivityTab";
import { Direction, HitCount, OriginTag } from "./AlertRow";
import { ConversationTab } from "./ConversationTab";
import { FindingsTab } from "./FindingsTab";
import { VerdictBar } from "./VerdictBar";

// Both are not on the way to the first page.
const AlertOwners = lazy(() => withAllTexts(import("./AlertOwners")));
const ExceptionTab = lazy(() => withAllTexts(import("./ExceptionTab")));

export interface PaneProps {
  id: string;
  tab: string;
  mayDecide: boolean;
  mayRead: boolean;
  mayPropose: boolean;
  note: string;
  refusal: Refusal | undefined;
  onNote: (note: string) => void;
  onTab: (tab: string) => void;
  onDecide: (state: AlertState) => void;
  onDismissRefusal: () => void;
  onCopyLink: () => void;
  onClose: () => void;
}

/** The open alert: what it is, the verdict, and the conversation, hits and activity behind it. */
export function AlertPane(props: PaneProps) {
  const { t } = useTranslation();
  const { data: alert, error, refetch, isPending } = useQuery(alertQuery(props.id));
  if (isPending) return <SkeletonRows rows={6} />;
  if (!alert) return error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null;
  const tabs = [
    {
      key: "conversation",
      label: t("alerts.tabs.conversation"),
      content: () => <ConversationTab key={alert.id} alert={alert} mayRead={props.mayRead} />,
    },
    {
      key: "hits",
      label: t("alerts.tabs.hits", { count: alert.findings.length }),
      content: () => <FindingsTab alert={alert} />,
    },
    { key: "activity", label: t("alerts.tabs.activity"), content: () => <ActivityTab alert={alert} /> },
  ];
  if (props.mayPropose && alert.state === "false_positive") {
    tabs.push({
      key: "exception",
      label: t("alerts.tabs.exception"),
      content: () => (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <ExceptionTab key={alert.id} alert={alert} />
        </Suspense>
      ),
    });
  }
  return (
    <>
      <PaneHeader alert={alert} {...props} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {props.refusal && (
        <RefusalNotice
          refusal={props.refusal}
          onDismiss={props.onDismissRefusal}
          onOverride={props.onDecide}
        />
      )}
      {props.mayDecide && (
        <VerdictBar state={alert.state} note={props.note} onNote={props.onNote} onDecide={props.onDecide} />
      )}
      <Tabs label={t("alerts.tabs.label")} tabs={tabs} active={props.tab} onChange={props.onTab} />
    </>
  );
}

function PaneHeader({ alert, onCopyLink, onClose }: PaneProps & { alert: AlertDetail }) {
  const { t } = useTranslation();
  const title = useBilingual();
  const codeText = useCodeText();
  return (
    <header className="pane-header">
      <div className="pane-title">
        <SeverityTag severity={alert.severity} />
        <h2>{alert.rules.map((rule) => title(rule.title) || rule.rule_id).join(" · ")}</h2>
        <HitCount hits={alert.hits} />
        <StateTag state={alert.state} />
        <OriginTag origin={alert.origin} />
        <span className="pane-acts">
          <Link
            to="/alerts"
            search={{ view: "all", employee: joinRef(alert.employee.source, alert.employee.id) }}
          >
            <Tooltip title={t("alerts.of_employee")}>
              <UserOutlined role="img" aria-label={t("alerts.of_employee")} />
            </Tooltip>
          </Link>
          <PacketButton of={{ about: "alert", id: alert.id }} />
          <Tooltip title={t("alerts.copy_link")}>
            <Button
              type="text"
              icon={<LinkOutlined aria-hidden />}
              aria-label={t("alerts.copy_link")}
              onClick={onCopyLink}
            />
          </Tooltip>
          <Button
            type="text"
            icon={<CloseOutlined aria-hidden />}
            aria-label={t("common.close")}
            onClick={onClose}
          />
        </span>
      </div>
      <Direction alert={alert} />
      <p className="muted num pane-times">
        {codeText("category", alert.category)}
        {" · "}
        {t("alerts.sent_at", { time: formatDateTime(alert.message.sent_at) })}
        {" · "}
        {formatAge(alert.message.sent_at)}
        {alert.decided_at &&
          ` · ${t("alerts.decided", { who: alert.decided_by ?? "", time: formatDateTime(alert.decided_at) })}`}
      </p>
      {alert.counterpart?.kind === "external" && (
        <Suspense>
          <AlertOwners key={alert.id} alert={alert} customer={alert.counterpart} />
        </Suspense>
      )}
      {alert.note && <p className="pane-note">{alert.note}</p>}
    </header>
  );
}

function RefusalNotice({
  refusal,
  onDismiss,
  onOverride,
}: {
  refusal: Refusal;
  onDismiss: () => void;
  onOverride: (state: AlertState) => void;
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { conflict, error, wanted } = refusal;
  const text = conflict
    ? t("alerts.conflict", {
        who: conflict.by || t("alerts.somebody"),
        age: conflict.at ? formatAge(conflict.at) : "",
        state: t(`state.${conflict.state}`, { defaultValue: conflict.state }),
      })
    : t("alerts.not_saved", { state: t(`state.${wanted}`), reason: errorText(error) });
  return (
    <div className="notice notice-warning" role="alert">
      <span className="notice-text">{text}</span>
      <Button size="small" onClick={onDismiss}>
        {conflict ? t("alerts.keep") : t("common.close")}
      </Button>
      <Button size="small" danger={Boolean(conflict)} onClick={() => onOverride(wanted)}>
        {conflict ? t("alerts.override", { state: t(`state.${wanted}`) }) : t("common.retry")}
      </Button>
    </div>
  );
}

export function NothingOpen() {
  const { t } = useTranslation();
  return <EmptyState title={t("alerts.nothing_open")} hint={t("alerts.nothing_open_hint")} />;
}
