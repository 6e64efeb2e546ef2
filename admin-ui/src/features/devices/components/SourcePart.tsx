import { CheckCircleFilled, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Modal, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice, useErrorText } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { Tag } from "@/components/ui/Tag";
import type { PushSource } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { pushSourcesQuery, useCreateSource, useRenewToken, useSwitchSource } from "../api/devices";

const namePattern = /^[a-z0-9._-]{1,64}$/;

interface Secret {
  source: string;
  secret: string;
}

/** Sources that send by themselves: made here, each with a token of its own. */
export function SourcePart() {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch } = useQuery(pushSourcesQuery);
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<Secret>();
  const sources = data?.items.filter((one) => one.kind === "ingest") ?? [];
  return (
    <section className="source-part" aria-labelledby="push-sources">
      <header className="source-part-head">
        <h2 id="push-sources">{t("push_sources.title")}</h2>
        {can(me, "manageSources") && (
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
            {t("push_sources.create")}
          </Button>
        )}
      </header>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && sources.length === 0 && <EmptyState title={t("push_sources.empty")} />}
      {sources.length > 0 && <SourceTable sources={sources} onSecret={setSecret} />}
      {creating && (
        <SourceForm
          onClose={() => setCreating(false)}
          onSecret={(made) => {
            setCreating(false);
            setSecret(made);
          }}
        />
      )}
      {secret && <SecretDialog {...secret} onClose={() => setSecret(undefined)} />}
    </section>
  );
}

function SourceTable({
  sources,
  onSecret,
}: {
  sources: readonly PushSource[];
  onSecret: (secret: Secret) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const acts = {
    key: "acts",
    title: t("common.acts"),
    nowrap: true,
    render: (source: PushSource) => <SourceActs source={source} onSecret={onSecret} />,
  };
  return (
    <DataTable
      caption={t("push_sources.title")}
      rows={sources}
      rowKey={(source) => source.source}
      columns={[
        {
          key: "name",
          title: t("push_sources.name"),
          nowrap: true,
          render: (source) => <strong>{source.source}</strong>,
        },
        { key: "title", title: t("push_sources.label"), render: (source) => source.title },
        { key: "directory", title: t("push_sources.directory"), render: (source) => source.directory || "–" },
        {
          key: "token",
          title: t("push_sources.token"),
          nowrap: true,
          render: (source) => <code>{source.token_prefix}…</code>,
        },
        {
          key: "state",
          title: t("push_sources.state"),
          nowrap: true,
          render: (source) => (
            <Tag
              tone={source.enabled ? "ok" : "informational"}
              icon={source.enabled ? <CheckCircleFilled aria-hidden /> : <StopOutlined aria-hidden />}
            >
              {t(source.enabled ? "push_sources.enabled" : "push_sources.disabled")}
            </Tag>
          ),
        },
        {
          key: "seen",
          title: t("push_sources.last_seen"),
          nowrap: true,
          render: (source) => (
            <span className="num">
              {source.last_seen_at ? formatDateTime(source.last_seen_at) : t("devices.never")}
            </span>
          ),
        },
        ...(can(me, "manageSources") ? [acts] : []),
      ]}
    />
  );
}

function SourceActs({ source, onSecret }: { source: PushSource; onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const errorText = useErrorText();
  const renew = useRenewToken();
  const change = useSwitchSource();
  const name = source.source;
  const onError = (error: Error) => void message.error(errorText(error));
  const turn = (enabled: boolean) => change.mutate({ source: name, enabled }, { onError });
  return (
    <span className="device-acts">
      <Button
        size="small"
        aria-label={t("push_sources.renew_of", { name })}
        onClick={() =>
          modal.confirm({
            title: t("push_sources.renew_of", { name }),
            content: t("push_sources.renew_hint"),
            okText: t("common.confirm"),
            cancelText: t("common.cancel"),
            onOk: () => renew.mutate(name, { onSuccess: onSecret, onError }),
          })
        }
      >
        {t("push_sources.renew")}
      </Button>
      <Button
        size="small"
        danger={source.enabled}
        aria-label={t(source.enabled ? "push_sources.stop_of" : "push_sources.start_of", { name })}
        onClick={() => turn(!source.enabled)}
      >
        {t(source.enabled ? "push_sources.stop" : "push_sources.start")}
      </Button>
    </span>
  );
}

function SourceForm({ onClose, onSecret }: { onClose: () => void; onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation();
  const create = useCreateSource();
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const [directory, setDirectory] = useState("");
  const [tried, setTried] = useState(false);
  const bad = !namePattern.test(name);
  const save = () => {
    setTried(true);
    if (!bad)
      create.mutate({ name, title: title.trim(), directory: directory.trim() }, { onSuccess: onSecret });
  };
  const fields = [
    {
      label: t("push_sources.name"),
      hint: t("push_sources.name_rule"),
      error: tried && bad ? t("push_sources.name_bad") : undefined,
      value: name,
      set: setName,
    },
    { label: t("push_sources.label"), hint: undefined, error: undefined, value: title, set: setTitle },
    {
      label: t("push_sources.directory"),
      hint: undefined,
      error: undefined,
      value: directory,
      set: setDirectory,
    },
  ];
  return (
    <Modal
      open
      title={t("push_sources.create")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={create.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <div className="form">
        {fields.map((field) => (
          <Field key={field.label} label={field.label} hint={field.hint} error={field.error}>
            {(id, note) => (
              <Input
                id={id}
                aria-describedby={note}
                autoComplete="off"
                maxLength={200}
                value={field.value}
                onChange={(event) => field.set(event.target.value)}
              />
            )}
          </Field>
        ))}
        {create.error && <ErrorNotice error={create.error} />}
      </div>
    </Modal>
  );
}

/** Shows a token, the only time it can be seen. */
function SecretDialog({ source, secret, onClose }: Secret & { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t("push_sources.secret_title")}
      okText={t("push_sources.secret_taken")}
      onOk={onClose}
      onCancel={onClose}
      cancelButtonProps={{ style: { display: "none" } }}
      mask={{ closable: false }}
    >
      <p>{t("push_sources.secret_hint", { path: `/api/v1/ingest/${source}` })}</p>
      <Typography.Paragraph className="secret" copyable={{ text: secret }}>
        {secret}
      </Typography.Paragraph>
    </Modal>
  );
}
