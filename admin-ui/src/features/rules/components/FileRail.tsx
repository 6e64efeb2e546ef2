import { DeleteOutlined, FileTextOutlined, PlusOutlined, RollbackOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/components/ui/Field";
import type { PackProblem } from "@/lib/api/types";
import type { StudioFile } from "../useStudio";

interface Props {
  files: readonly StudioFile[];
  open: string;
  problems: readonly PackProblem[];
  mayEdit: boolean;
  onOpen: (path: string) => void;
  onAdd: (path: string) => void;
  onRemove: (path: string) => void;
  onRestore: (path: string) => void;
}

/** The files of the pack: what changed, and where the faults are. */
export function FileRail(props: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const local = props.files.filter((file) => file.path.startsWith("local/"));
  const shared = props.files.filter((file) => !file.path.includes("/"));
  const rules = props.files.filter((file) => file.path.startsWith("rules/"));
  return (
    <nav className="file-rail" aria-label={t("studio.files")}>
      <FileGroup {...props} title={t("studio.pack_files")} files={shared} />
      <FileGroup {...props} title={t("studio.rule_files")} files={rules} />
      <FileGroup {...props} title={t("studio.local_files")} files={local} />
      {props.mayEdit && (
        <Button
          size="small"
          type="dashed"
          block
          icon={<PlusOutlined aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t("studio.add_file")}
        </Button>
      )}
      {adding && (
        <NewFile
          taken={props.files.map((file) => file.path)}
          onClose={() => setAdding(false)}
          onAdd={(path) => {
            setAdding(false);
            props.onAdd(path);
          }}
        />
      )}
    </nav>
  );
}

function FileGroup({ title, files, ...props }: Props & { title: string }) {
  if (files.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {files.map((file) => (
          <FileEntry key={file.path} file={file} {...props} />
        ))}
      </ul>
    </>
  );
}

function FileEntry({ file, ...props }: Omit<Props, "files"> & { file: StudioFile }) {
  const { t } = useTranslation();
  const faults = props.problems.filter((problem) => problem.file === file.path && !problem.warning).length;
  const name = file.path.replace(/^(local\/)?(rules\/)?/, "");
  const here = file.path === props.open;
  const removable = props.mayEdit && file.path.includes("/");
  return (
    <li className={here ? "file-here" : ""}>
      <button
        type="button"
        className={`plain file-name file-${file.change}`}
        aria-current={here ? "true" : undefined}
        onClick={() => props.onOpen(file.path)}
      >
        <FileTextOutlined aria-hidden />
        <span className="file-label">{name}</span>
        {file.change !== "none" && (
          <span className="file-mark" title={t(`studio.file_changes.${file.change}`)}>
            {t(`studio.file_marks.${file.change}`)}
          </span>
        )}
        {faults > 0 && <span className="file-faults num">{t("studio.faults", { count: faults })}</span>}
      </button>
      {removable && here && (
        <Button
          type="text"
          size="small"
          icon={file.change === "removed" ? <RollbackOutlined aria-hidden /> : <DeleteOutlined aria-hidden />}
          aria-label={t(file.change === "removed" ? "studio.restore_file" : "studio.remove_file", { name })}
          onClick={() => (file.change === "removed" ? props.onRestore(file.path) : props.onRemove(file.path))}
        />
      )}
    </li>
  );
}

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

function NewFile({
  taken,
  onAdd,
  onClose,
}: {
  taken: readonly string[];
  onAdd: (path: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const path = `rules/${name.replace(/\.yaml$/, "")}.yaml`;
  const bad = !namePattern.test(name.replace(/\.yaml$/, ""));
  const error = bad ? t("studio.file_bad") : taken.includes(path) ? t("studio.file_taken") : undefined;
  return (
    <Modal
      open
      title={t("studio.add_file")}
      okText={t("studio.add_file")}
      cancelText={t("common.cancel")}
      onOk={() => (error ? setTried(true) : onAdd(path))}
      onCancel={onClose}
    >
      <Field label={t("studio.file_name")} hint={t("studio.file_rule")} error={tried ? error : undefined}>
        {(id, note) => (
          <Input
            id={id}
            aria-describedby={note}
            suffix=".yaml"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </Modal>
  );
}
