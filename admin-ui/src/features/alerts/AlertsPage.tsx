import { getRouteApi } from "@tanstack/react-router";
import { App } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlertState } from "@/lib/api/types";
import { useCursor } from "@/lib/cursor";
import { useShortcuts } from "@/lib/keys";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { useDecide } from "./api/decide";
import { AlertPane, NothingOpen } from "./components/AlertPane";
import { QueueList } from "./components/QueueList";
import { UndoToast } from "./components/UndoToast";
import { noteFieldId } from "./components/VerdictBar";
import { ViewsRail } from "./components/ViewsRail";
import type { QueueSearch } from "./filters";
import { useLiveQueue } from "./live";
import { usePicks } from "./picks";
import { useQueue } from "./queue";
import "./alerts.css";

const route = getRouteApi("/app/alerts");

/** The alert queue: views, list, the open alert; worked through by keyboard. */
export function AlertsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const mayDecide = can(me, "decideAlerts");
  const mayPropose = can(me, "proposeExceptions");
  const search: QueueSearch = route.useSearch();
  const navigate = route.useNavigate();
  const { message } = App.useApp();
  const [open, moveTo] = useCursor(search.id);
  const shown = useDeferredValue(open);
  const filter = useFilter(search);
  const queue = useQueue(filter, open);
  const verdicts = useDecide();
  const picks = usePicks(queue.rows);
  const live = useLiveQueue(filter, can(me, "followEvents"), queue);
  const [notes, setNotes] = useState<Record<string, string>>({});

  const change = (part: Partial<QueueSearch>, replace = true) =>
    void navigate({ search: (old: QueueSearch) => ({ ...old, ...part }), replace });
  const select = (id: string | undefined) => {
    moveTo(id);
    change({ id });
  };
  const go = (by: 1 | -1) => {
    const next = queue.step(by);
    if (!next) return;
    select(next.id);
    queue.takeFocus();
  };
  const extend = (by: 1 | -1) => {
    const next = queue.step(by);
    picks.add([open, next?.id].filter((id) => id !== undefined));
    go(by);
  };
  const decidePicked = (state: AlertState) => {
    verdicts.decide([...picks.picked], state);
    picks.clear();
    queue.takeFocus();
  };
  const decide = (state: AlertState) => {
    if (!mayDecide) return;
    if (picks.picked.size > 0) return decidePicked(state);
    if (!open) return;
    const next = state === "in_review" ? undefined : queue.nextUndecided(open);
    verdicts.decide([open], state, notes[open]?.trim());
    setNotes(({ [open]: _, ...rest }) => rest);
    if (next) select(next.id);
    queue.takeFocus();
  };
  const undo = () => {
    const id = verdicts.undo();
    if (!id) return;
    select(id);
    queue.takeFocus();
  };
  const propose = (id: string) => {
    moveTo(id);
    change({ id, tab: "exception" });
  };
  const copyLink = () => {
    if (!open) return;
    void navigator.clipboard?.writeText(`${location.origin}/alerts?view=all&id=${open}`);
    void message.success(t("common.link_copied"));
  };

  useShortcuts({
    next: () => go(1),
    previous: () => go(-1),
    open: () => {
      if (!isInList()) return;
      if (!open) return go(1);
      document.querySelector<HTMLElement>(".alert-pane [role=tab][aria-selected=true]")?.focus();
    },
    back: () => {
      if (picks.picked.size > 0) picks.clear();
      else if (isInList()) select(undefined);
      else queue.takeFocus();
    },
    pick: () => open && mayDecide && picks.toggle(open),
    pick_next: () => mayDecide && extend(1),
    pick_previous: () => mayDecide && extend(-1),
    violation: () => decide("violation"),
    false_positive: () => decide("false_positive"),
    coaching: () => decide("coaching"),
    escalated: () => decide("escalated"),
    in_review: () => decide("in_review"),
    undo,
    note: () => document.getElementById(noteFieldId)?.focus(),
    copy_link: copyLink,
  });

  const refusal = verdicts.refusals.find((one) => one.alertId === shown);
  const elsewhere = verdicts.refusals.filter((one) => one.alertId !== open);
  return (
    <div className={`queue ${open ? "queue-open" : ""}`}>
      <ViewsRail filter={filter} />
      <QueueList
        filter={filter}
        open={open}
        queue={queue}
        picks={picks}
        onDecide={decide}
        fresh={live.fresh}
        onShowFresh={live.showFresh}
        onSelect={(alert) => {
          select(alert.id);
          queue.takeFocus();
        }}
        onChange={(part) => change({ ...part, id: undefined })}
      />
      <section className="alert-pane" aria-label={t("alerts.pane_label")}>
        {shown ? (
          <AlertPane
            id={shown}
            tab={search.tab ?? "conversation"}
            mayDecide={mayDecide}
            mayRead={can(me, "searchArchive")}
            mayPropose={mayPropose}
            note={notes[shown] ?? ""}
            refusal={refusal}
            onNote={(note) => setNotes((old) => ({ ...old, [shown]: note }))}
            onTab={(tab) => change({ tab: tab === "conversation" ? undefined : tab })}
            onDecide={decide}
            onDismissRefusal={() => verdicts.dismissRefusal(shown)}
            onCopyLink={copyLink}
            onClose={() => select(undefined)}
          />
        ) : (
          <NothingOpen />
        )}
      </section>
      {verdicts.offer && (
        <UndoToast
          offer={verdicts.offer}
          onUndo={undo}
          onPropose={mayPropose ? () => propose(verdicts.offer!.alertId) : undefined}
        />
      )}
      {elsewhere.length > 0 && (
        <div className="undo-toast undo-refused" role="alert">
          <span>{t("alerts.refused_elsewhere", { count: elsewhere.length })}</span>
          <button type="button" className="plain link" onClick={() => select(elsewhere[0]?.alertId)}>
            {t("alerts.show_it")}
          </button>
        </div>
      )}
    </div>
  );
}

/** What narrows the list, the same object as long as only another alert or tab is opened. */
function useFilter(search: QueueSearch): QueueSearch {
  const key = JSON.stringify({ ...search, id: undefined, tab: undefined });
  return useMemo(() => JSON.parse(key), [key]);
}

function isInList(): boolean {
  const focused = document.activeElement;
  return focused === document.body || focused?.closest(".queue-list") !== null;
}
