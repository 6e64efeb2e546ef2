import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { Backtest } from "@/lib/api/types";
import { formatDateTime, formatNumber } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { useLookBack } from "../api/backtests";
import { BacktestState } from "./BacktestState";
import "@/components/ui/native.css";

/** Turns what a back-test gained into alerts, after a word of warning; shows what came of it. */
export function LookBackBar({ test }: { test: Backtest }) {
  const { t } = useTranslation();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const done = test.look_back;
  const offered = can(me, "lookBack") && test.state === "done" && (test.result?.gained ?? 0) > 0;
  if (!done && !offered) return null;
  return (
    <div className="look-back">
      {done && (
        <p>
          <BacktestState state={done.state} />{" "}
          {t(done.state === "failed" ? "backtest.look_back_failed" : "backtest.look_back_sum", {
            who: done.by.name,
            time: formatDateTime(done.started_at),
            count: done.created,
            created: formatNumber(done.created),
            existing: formatNumber(done.existing),
          })}
        </p>
      )}
      {offered && done?.state !== "running" && (
        <Button onClick={() => setAsking(true)}>{t("backtest.look_back")}</Button>
      )}
      {asking && <LookBackDialog test={test} onClose={() => setAsking(false)} />}
    </div>
  );
}

function LookBackDialog({ test, onClose }: { test: Backtest; onClose: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const lookBack = useLookBack(test.id);
  const missing = note.trim() === "";
  const send = () => {
    setTried(true);
    if (!missing) lookBack.mutate(note.trim(), { onSuccess: onClose });
  };
  return (
    <Modal
      open
      title={t("backtest.look_back")}
      okText={t("backtest.look_back_ok", { count: test.result?.gained ?? 0 })}
      okButtonProps={{ danger: true }}
      cancelText={t("common.cancel")}
      confirmLoading={lookBack.isPending}
      onOk={send}
      onCancel={onClose}
    >
      <div className="form">
        <p>{t("backtest.look_back_hint", { count: test.result?.gained ?? 0 })}</p>
        <Field
          label={t("backtest.reason")}
          error={tried && missing ? t("backtest.reason_missing") : undefined}
        >
          {(id, described) => (
            <textarea
              id={id}
              aria-describedby={described}
              className="native-textarea"
              rows={2}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {lookBack.error && <ErrorNotice error={lookBack.error} />}
      </div>
    </Modal>
  );
}
