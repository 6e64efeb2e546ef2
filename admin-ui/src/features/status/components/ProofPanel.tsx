import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Tag } from "@/components/ui/Tag";
import type { KeptCheckpoint, Manifest } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";
import { checkpointsQuery, manifestsQuery, useMakeCheckpoint, useMakeManifests } from "../api/status";
import { When } from "./SourcePanel";

/** What strangers are given: checkpoints with those who confirmed them, and what every source brought day by day. */
export function ProofPanel({ mayMake }: { mayMake: boolean }) {
  const { t } = useTranslation();
  const checkpoints = useQuery(checkpointsQuery);
  const manifests = useQuery(manifestsQuery);
  const checkpoint = useMakeCheckpoint();
  const manifest = useMakeManifests();
  const error = checkpoints.error ?? manifests.error ?? checkpoint.error ?? manifest.error;
  return (
    <section className="panel" aria-label={t("status.proofs")}>
      <div className="source-head">
        <h2>{t("status.proofs")}</h2>
        {mayMake && (
          <>
            <Button className="panel-act" loading={checkpoint.isPending} onClick={() => checkpoint.mutate()}>
              {t("status.make_checkpoint")}
            </Button>
            <Button loading={manifest.isPending} onClick={() => manifest.mutate()}>
              {t("status.make_manifests")}
            </Button>
          </>
        )}
      </div>
      {error && <ErrorNotice error={error} />}
      <Checkpoints items={checkpoints.data?.items ?? []} />
      <Manifests items={manifests.data?.items ?? []} />
    </section>
  );
}

function Checkpoints({ items }: { items: KeptCheckpoint[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return <p>{t("status.no_checkpoints")}</p>;
  return (
    <DataTable
      caption={t("status.checkpoints")}
      rows={items}
      rowKey={(one) => String(one.size)}
      columns={[
        { key: "at", title: t("status.kept_at"), render: (one) => <When at={one.at} /> },
        { key: "size", title: t("status.leaves"), align: "end", render: (one) => formatNumber(one.size) },
        {
          key: "witnesses",
          title: t("status.witnesses"),
          render: (one) => (one.witnesses.length > 0 ? one.witnesses.join("、") : "–"),
        },
        {
          key: "timestamps",
          title: t("status.timestamps"),
          render: (one) => (one.timestamps[0] ? <When at={one.timestamps[0].at} /> : "–"),
        },
      ]}
    />
  );
}

function Manifests({ items }: { items: Manifest[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return <p>{t("status.no_manifests")}</p>;
  return (
    <DataTable
      caption={t("status.manifests")}
      rows={items}
      rowKey={(one) => one.leaf}
      columns={[
        { key: "day", title: t("status.day"), render: (one) => `${one.day} ${one.zone}` },
        { key: "source", title: t("status.source"), render: (one) => one.source },
        {
          key: "messages",
          title: t("status.messages"),
          align: "end",
          render: (one) => formatNumber(one.messages),
        },
        {
          key: "missing",
          title: t("status.missing"),
          align: "end",
          render: (one) =>
            one.missing > 0 ? <Tag tone="high">{formatNumber(one.missing)}</Tag> : formatNumber(one.missing),
        },
        { key: "parked", title: t("status.held"), align: "end", render: (one) => formatNumber(one.parked) },
        {
          key: "note",
          title: t("status.manifest_note"),
          render: (one) => (
            <details>
              <summary>{t("status.show_note", { day: one.day, source: one.source })}</summary>
              <pre>{one.note}</pre>
            </details>
          ),
        },
      ]}
    />
  );
}
