import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { ScriptFolder } from "@/lib/api/types";
import { useRemoveFolder, useSaveFolder } from "../api/scripts";
import { folderOptions } from "../folders";

interface Props {
  /** The folder to be changed; none makes a new one. */
  folder: ScriptFolder | undefined;
  folders: readonly ScriptFolder[];
  onClose: (gone?: boolean) => void;
}

export function FolderDialog({ folder, folders, onClose }: Props) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(folder?.title ?? "");
  const [parent, setParent] = useState(folder?.parent_id ?? "");
  const save = useSaveFolder();
  const remove = useRemoveFolder();
  const error = save.error ?? remove.error;
  return (
    <Modal
      open
      title={folder ? t("scripts.edit_folder") : t("scripts.add_folder")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: title.trim() === "" }}
      confirmLoading={save.isPending}
      onOk={() =>
        save.mutate(
          { id: folder?.id, title: title.trim(), parent_id: parent || null },
          { onSuccess: () => onClose() },
        )
      }
      onCancel={() => onClose()}
    >
      {error && <ErrorNotice error={error} />}
      <Field label={t("scripts.name")}>
        {(id) => (
          <Input id={id} maxLength={60} value={title} onChange={(event) => setTitle(event.target.value)} />
        )}
      </Field>
      <p className="script-line">
        {t("scripts.parent")}{" "}
        <NativeSelect
          label={t("scripts.parent")}
          value={parent}
          options={folderOptions(
            folders.filter((one) => one.id !== folder?.id),
            t("scripts.top"),
          )}
          onChange={setParent}
        />
      </p>
      {folder && (
        <Button
          danger
          size="small"
          loading={remove.isPending}
          onClick={() => remove.mutate(folder.id, { onSuccess: () => onClose(true) })}
        >
          {t("scripts.remove_folder")}
        </Button>
      )}
    </Modal>
  );
}
