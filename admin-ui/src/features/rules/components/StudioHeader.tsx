import { CopyOutlined, SaveOutlined } from "@ant-design/icons";
import { Link, useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Tag } from "@/components/ui/Tag";
import type { PackVersionDetail } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { isConflict, useCreateDraft, useDeleteDraft } from "../api/packs";
import type { Studio } from "../useStudio";
import { Moves } from "./Moves";
import { LifeLine, VersionState } from "./VersionState";

interface Props {
  version: PackVersionDetail;
  studio: Studio;
  path: string;
  line: number;
  mayEdit: boolean;
}

/** Which version this is, how far it is on its way, and what may be done with it now. */
export function StudioHeader({ version, studio, path, line, mayEdit }: Props) {
  const { t } = useTranslation();
  const broken = version.state === "draft" && !version.valid;
  const blocked = studio.unsaved ? t("studio.save_first") : broken ? t("studio.mend_first") : undefined;
  const waits = version.state === "review" && !version.moves.includes("active");
  return (
    <>
      <header className="studio-header">
        <div className="studio-title">
          <Link to="/rules/versions">{t("studio.versions")}</Link>
          <h1>{t("studio.version", { id: version.id })}</h1>
          <VersionState state={version.state} />
          {!version.valid && <Tag tone="high">{t("studio.invalid")}</Tag>}
          {version.note && <span className="muted studio-note">{version.note}</span>}
        </div>
        <LifeLine state={version.state} />
        <div className="studio-acts">
          {mayEdit && <SaveButton studio={studio} />}
          <Moves version={version} blocked={blocked} />
          {version.state !== "draft" && <CopyButton from={version.id} path={path} line={line} />}
          {mayEdit && <DeleteButton id={version.id} />}
        </div>
      </header>
      {waits && (
        <div className="notice notice-warning studio-notice" role="status">
          <span className="notice-text">{t("studio.second_person")}</span>
        </div>
      )}
      <SaveRefused studio={studio} />
    </>
  );
}

function SaveButton({ studio }: { studio: Studio }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="muted" role="status">
        {studio.unsaved ? t("studio.unsaved") : t("studio.saved")}
      </span>
      <Button
        type={studio.unsaved ? "primary" : "default"}
        icon={<SaveOutlined aria-hidden />}
        disabled={!studio.unsaved}
        loading={studio.save.isPending}
        title={t("studio.save_key")}
        onClick={studio.saveNow}
      >
        {t("common.save")}
      </Button>
    </>
  );
}

function SaveRefused({ studio }: { studio: Studio }) {
  const { t } = useTranslation();
  const { error } = studio.save;
  if (!error) return null;
  if (!isConflict(error)) return <ErrorNotice error={error} onRetry={studio.saveNow} />;
  const reread = () => {
    studio.save.reset();
    return studio.saved.refetch();
  };
  return (
    <div className="notice notice-warning studio-notice" role="alert">
      <span className="notice-text">{t("studio.conflict")}</span>
      <Button
        size="small"
        onClick={() => {
          studio.forget();
          void reread();
        }}
      >
        {t("studio.take_theirs")}
      </Button>
      <Button size="small" danger onClick={() => void reread()}>
        {t("studio.keep_mine")}
      </Button>
    </div>
  );
}

function CopyButton({ from, path, line }: { from: string; path: string; line: number }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const create = useCreateDraft();
  if (!can(me, "editRules")) return null;
  const start = () =>
    create.mutate(
      { from },
      {
        onSuccess: (made) =>
          void navigate({
            to: "/rules/versions/$id",
            params: { id: made.id },
            search: { file: path, line: String(line) },
          }),
        onError: () => void message.error(t("studio.not_created")),
      },
    );
  return (
    <Button icon={<CopyOutlined aria-hidden />} loading={create.isPending} onClick={start}>
      {t("studio.edit_copy")}
    </Button>
  );
}

function DeleteButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const remove = useDeleteDraft();
  const ask = () =>
    modal.confirm({
      title: t("studio.delete_title", { id }),
      content: t("studio.delete_hint"),
      okText: t("studio.delete"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: () => remove.mutateAsync(id).then(() => navigate({ to: "/rules/versions", ignoreBlocker: true })),
    });
  return (
    <Button danger onClick={ask}>
      {t("studio.delete")}
    </Button>
  );
}
