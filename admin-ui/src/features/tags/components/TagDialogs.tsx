import { Button, Input, InputNumber, Modal, Popconfirm, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditTags } from "@/components/tags/api";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { TagCatalogue } from "@/lib/api/types";

const longestName = 30;
const mostAtOnce = 20;
const highestOrder = 99_999;

/** A tag or a group that is being edited. */
export interface Edited {
  source: string;
  id: string;
  name: string;
  order: number;
  group: boolean;
}

const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** Makes tags in a group that is there or in a new one. */
export function MakeDialog({ catalogue, onClose }: { catalogue: TagCatalogue; onClose: () => void }) {
  const { t } = useTranslation();
  const sources = catalogue.companies.filter((one) => one.writable).map((one) => one.source);
  const [source, setSource] = useState(sources[0] ?? "");
  const groups = catalogue.groups.filter((group) => group.source === source && group.id !== "");
  const [group, setGroup] = useState(groups[0]?.id ?? "");
  const [groupName, setGroupName] = useState("");
  const [text, setText] = useState("");
  const edit = useEditTags();
  const names = namesIn(text);
  const fits =
    names.length > 0 &&
    names.length <= mostAtOnce &&
    names.every((name) => [...name].length <= longestName) &&
    (group !== "" || groupName.trim() !== "");
  const save = () =>
    edit.mutate(
      { make: { source, names, ...(group ? { group_id: group } : { group_name: groupName.trim() }) } },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={t("tags.new")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !fits }}
      confirmLoading={edit.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <div className="form">
        {edit.error && <ErrorNotice error={edit.error} />}
        {sources.length > 1 && (
          <Field label={t("tags.company")}>
            {(id) => (
              <Select
                id={id}
                value={source}
                onChange={(next) => {
                  setSource(next);
                  setGroup("");
                }}
                options={sources.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
        )}
        <Field label={t("tags.group")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("tags.group")}
              value={group}
              onChange={setGroup}
              options={[
                ...groups.map((one) => ({ value: one.id, label: one.name })),
                { value: "", label: t("tags.new_group") },
              ]}
            />
          )}
        </Field>
        {group === "" && (
          <Field label={t("tags.group_name")}>
            {(id) => (
              <Input
                id={id}
                maxLength={longestName}
                value={groupName}
                onChange={(event) => setGroupName(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t("tags.names")} hint={t("tags.names_hint")}>
          {(id, note) => (
            <Input.TextArea
              id={id}
              aria-describedby={note}
              rows={5}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}

/** Renames a tag or a group, puts it elsewhere, or deletes it. */
export function EditDialog({ edited, onClose }: { edited: Edited; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(edited.name);
  const [order, setOrder] = useState(edited.order);
  const edit = useEditTags();
  const { source, id } = edited;
  const save = () =>
    edit.mutate(
      {
        change: {
          source,
          id,
          ...(name.trim() !== edited.name && { name: name.trim() }),
          ...(order !== edited.order && { order }),
        },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={t(edited.group ? "tags.change_group" : "tags.change_tag", { name: edited.name })}
      onCancel={onClose}
      footer={
        <div className="tag-foot">
          <Popconfirm
            title={t("tags.delete_sure", { name: edited.name })}
            okText={t("common.delete")}
            cancelText={t("common.cancel")}
            onConfirm={() =>
              edit.mutate({ remove: { source, id, group: edited.group } }, { onSuccess: onClose })
            }
          >
            <Button danger loading={edit.isPending}>
              {t("common.delete")}
            </Button>
          </Popconfirm>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="primary"
            disabled={name.trim() === "" || (name.trim() === edited.name && order === edited.order)}
            loading={edit.isPending}
            onClick={save}
          >
            {t("common.save")}
          </Button>
        </div>
      }
    >
      <div className="form">
        {edit.error && <ErrorNotice error={edit.error} />}
        <Field label={t("tags.name")}>
          {(field) => (
            <Input
              id={field}
              maxLength={longestName}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("tags.order")} hint={t("tags.order_hint")}>
          {(field, note) => (
            <InputNumber
              id={field}
              aria-describedby={note}
              min={0}
              max={highestOrder}
              precision={0}
              value={order}
              onChange={(value) => setOrder(value ?? 0)}
            />
          )}
        </Field>
      </div>
    </Modal>
  );
}
