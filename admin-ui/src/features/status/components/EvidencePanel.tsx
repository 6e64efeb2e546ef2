import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Facts } from "@/components/ui/Facts";
import { Tag } from "@/components/ui/Tag";
import type { EvidenceStatus } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { useCodeText } from "@/lib/i18n";
import { useStartVerify } from "../api/status";
import { When } from "./SourcePanel";

/** The proof that nothing was altered: the log's size, its newest signed checkpoint, the last check. */
export function EvidencePanel({ evidence, mayVerify }: { evidence: EvidenceStatus; mayVerify: boolean }) {
  const { t } = useTranslation();
  const start = useStartVerify();
  const { verify, checkpoint } = evidence;
  const running = verify.state === "running";
  return (
    <section className="panel">
      <div className="source-head">
        <h2>{t("status.evidence")}</h2>
        <VerifyMark state={verify.state} />
        {mayVerify && (
          <Button
            className="panel-act"
            loading={start.isPending || running}
            disabled={running}
            onClick={() => start.mutate()}
          >
            {running ? t("status.verifying") : t("status.verify")}
          </Button>
        )}
      </div>
      {start.error && <ErrorNotice error={start.error} />}
      <Facts
        items={[
          [t("status.tree_size"), formatNumber(evidence.tree_size)],
          [t("status.checkpoint_size"), checkpoint ? formatNumber(checkpoint.size) : "–"],
          [t("status.checkpoint_at"), <When key="checkpoint" at={checkpoint?.at ?? null} />],
          [t("status.checked"), formatNumber(verify.checked_leaves)],
          [t("status.verify_started"), <When key="started" at={verify.started_at} />],
          [t("status.verify_finished"), <When key="finished" at={verify.finished_at} />],
        ]}
      />
      {verify.faults.length > 0 && <Faults faults={verify.faults} />}
      {checkpoint && (
        <details className="checkpoint">
          <summary>{t("status.checkpoint_note")}</summary>
          <pre>{checkpoint.note}</pre>
          <a href="/api/v1/evidence/checkpoint" download="checkpoint.txt">
            {t("status.checkpoint_download")}
          </a>
        </details>
      )}
    </section>
  );
}

function VerifyMark({ state }: { state: EvidenceStatus["verify"]["state"] }) {
  const { t } = useTranslation();
  const looks = {
    never: { tone: "informational", icon: <MinusCircleOutlined /> },
    running: { tone: "low", icon: <SyncOutlined spin /> },
    ok: { tone: "ok", icon: <CheckCircleFilled /> },
    failed: { tone: "critical", icon: <CloseCircleFilled /> },
  } as const;
  return (
    <Tag tone={looks[state].tone} icon={looks[state].icon}>
      {t(`status.verify_states.${state}`)}
    </Tag>
  );
}

function Faults({ faults }: { faults: EvidenceStatus["verify"]["faults"] }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <div className="faults">
      <DataTable
        caption={t("status.faults")}
        rows={faults}
        rowKey={(fault) => `${fault.position}/${fault.code}/${fault.detail}`}
        columns={[
          { key: "position", title: t("status.fault_position"), align: "end", render: (f) => f.position },
          { key: "code", title: t("status.fault_kind"), render: (f) => codeText("faults", f.code) },
          {
            key: "detail",
            title: t("status.fault_detail"),
            render: (f) => <span className="mono">{f.detail}</span>,
          },
        ]}
      />
    </div>
  );
}
