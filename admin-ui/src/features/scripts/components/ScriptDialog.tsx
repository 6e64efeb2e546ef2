import { Button, Checkbox, Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { NativeSelect } from "@/components/ui/NativeSelect";
import type { Script, ScriptFolder } from "@/lib/api/types";
import { kinds, useSaveScript } from "../api/scripts";
import { folderOptions, preview } from "../folders";
import { emptyRow, isWhole, type Row } from "../prices";
import { PriceRows } from "./PriceRows";
import { Versions } from "./Versions";

type Kind = (typeof kinds)[number];

/** A row as it is sent. */
const trimmed = (row: Row): Row => ({
  item: row.item.trim(),
  unit: row.unit.trim(),
  price: row.price.trim(),
  currency: row.currency.trim(),
  note: row.note.trim(),
});

interface Props {
  /** The script to be changed; none writes a new one. */
  script: Script | undefined;
  folders: readonly ScriptFolder[];
  /** Where a new one goes. */
  folder: string | null;
  onClose: () => void;
}

/** As they are written: braces of a text would be taken for places to fill in. */
const names = ["customer", "rep", "company", "date"] as const;
const variables = Object.fromEntries(names.map((name) => [name, `{{${name}}}`]));

/** A script with its preview, its file and whether reps see it. */
export function ScriptDialog({ script, folders, folder, onClose }: Props) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(script?.title ?? "");
  const [text, setText] = useState(script?.text ?? "");
  const [tags, setTags] = useState(script?.tags.join(" ") ?? "");
  const [place, setPlace] = useState((script ? script.folder_id : folder) ?? "");
  const [position, setPosition] = useState(String(script?.position ?? 0));
  const [active, setActive] = useState(script?.active ?? true);
  const [kind, setKind] = useState<Kind>(script?.kind ?? "script");
  const [from, setFrom] = useState(script?.valid_from ?? "");
  const [until, setUntil] = useState(script?.valid_until ?? "");
  const [rows, setRows] = useState<Row[]>(script?.rows.map((row) => ({ ...emptyRow(), ...row })) ?? []);
  const [file, setFile] = useState<File | null>();
  const fileId = useId();
  const save = useSaveScript(script);
  const example = Object.fromEntries(names.map((name) => [name, t(`scripts.example.${name}`)]));
  const send = () =>
    save.mutate(
      {
        content: {
          title: title.trim(),
          text,
          tags: [...new Set(tags.split(/[\s,，、]+/).filter(Boolean))],
          folder_id: place || null,
          position: Math.max(0, Math.trunc(Number(position)) || 0),
          active,
          kind,
          valid_from: from || null,
          valid_until: until || null,
          rows: kind === "price" ? rows.map(trimmed) : [],
        },
        file,
      },
      { onSuccess: onClose },
    );
  const fits = (kind === "script" || rows.map(trimmed).every(isWhole)) && !(from && until && until < from);
  return (
    <Modal
      open
      width={kind === "price" ? 880 : 640}
      title={script ? t("scripts.edit") : t("scripts.add")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: title.trim() === "" || !fits }}
      confirmLoading={save.isPending}
      onOk={send}
      onCancel={onClose}
    >
      {save.error && <ErrorNotice error={save.error} />}
      <p className="script-line">
        {t("scripts.kind")}{" "}
        <NativeSelect
          label={t("scripts.kind")}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`scripts.kinds.${value}`) }))}
          onChange={(value) => setKind(value === "price" ? "price" : "script")}
        />
      </p>
      <Field label={t("scripts.name")}>
        {(id) => (
          <Input id={id} maxLength={100} value={title} onChange={(event) => setTitle(event.target.value)} />
        )}
      </Field>
      <Field label={t("scripts.text")} hint={t("scripts.variables", variables)}>
        {(id, describedBy) => (
          <Input.TextArea
            id={id}
            aria-describedby={describedBy}
            rows={6}
            maxLength={4000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {kind === "price" && <PriceRows rows={rows} onChange={setRows} />}
      <p className="script-line">
        <label>
          {t("scripts.valid_from")}{" "}
          <input
            type="date"
            className="native-select"
            value={from}
            max={until || undefined}
            onChange={(event) => setFrom(event.target.value)}
          />
        </label>
        <label>
          {t("scripts.valid_until")}{" "}
          <input
            type="date"
            className="native-select"
            value={until}
            min={from || undefined}
            onChange={(event) => setUntil(event.target.value)}
          />
        </label>
        <span className="muted">{t("scripts.valid_hint")}</span>
      </p>
      {text !== "" && (
        <figure className="script-preview">
          <figcaption className="muted">{t("scripts.preview")}</figcaption>
          <p>{preview(text, example)}</p>
        </figure>
      )}
      <Field label={t("scripts.tags")} hint={t("scripts.tags_hint")}>
        {(id, describedBy) => (
          <Input
            id={id}
            aria-describedby={describedBy}
            value={tags}
            onChange={(event) => setTags(event.target.value)}
          />
        )}
      </Field>
      <p className="script-line">
        {t("scripts.folder")}{" "}
        <NativeSelect
          label={t("scripts.folder")}
          value={place}
          options={folderOptions(folders, t("scripts.top"))}
          onChange={setPlace}
        />
      </p>
      <Field label={t("scripts.position")} hint={t("scripts.position_hint")}>
        {(id, describedBy) => (
          <Input
            id={id}
            aria-describedby={describedBy}
            inputMode="numeric"
            value={position}
            onChange={(event) => setPosition(event.target.value)}
          />
        )}
      </Field>
      <div className="field">
        <label htmlFor={fileId}>{t("scripts.file")}</label>
        <input
          id={fileId}
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp,image/bmp,.pdf,.zip,.docx,.xlsx,.pptx,.mp4"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
        {script?.file && file === undefined && (
          <p className="script-line">
            {script.file.name}
            <Button size="small" onClick={() => setFile(null)}>
              {t("scripts.remove_file")}
            </Button>
          </p>
        )}
        {file === null && <p className="muted">{t("scripts.file_goes")}</p>}
      </div>
      <Checkbox checked={active} onChange={(event) => setActive(event.target.checked)}>
        {t("scripts.active")}
      </Checkbox>
      {script && <Versions id={script.id} />}
    </Modal>
  );
}
