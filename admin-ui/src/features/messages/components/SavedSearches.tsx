import {
  DeleteOutlined,
  SaveOutlined,
  ShareAltOutlined,
  StarOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Checkbox, Input, Popover } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/components/ui/ErrorNotice";
import type { SavedSearch } from "@/lib/api/types";
import { paramsOf, savedQuery, useDeleteSearch, useSaveSearch } from "../api/saved";
import type { ArchiveSearch } from "../filters";

interface Props {
  search: ArchiveSearch;
  /** Opens a search in place of the present one. */
  onOpen: (search: ArchiveSearch) => void;
}

/** Keeping a search, opening one that was kept, and the link to the present one. */
export function SavedSearches({ search, onOpen }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const share = () => {
    void navigator.clipboard?.writeText(location.href);
    void message.success(t("common.link_copied"));
  };
  return (
    <>
      <Popover trigger="click" placement="bottomRight" content={<Kept search={search} onOpen={onOpen} />}>
        <Button icon={<StarOutlined aria-hidden />}>{t("search.saved")}</Button>
      </Popover>
      <Button icon={<ShareAltOutlined aria-hidden />} aria-label={t("search.share")} onClick={share} />
    </>
  );
}

function Kept({ search, onOpen }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(savedQuery);
  return (
    <div className="saved-searches">
      {data?.items.length === 0 && <p className="muted">{t("search.saved_none")}</p>}
      <ul aria-label={t("search.saved")}>
        {data?.items.map((one) => (
          <KeptRow key={one.id} saved={one} onOpen={onOpen} />
        ))}
      </ul>
      <Keep search={search} />
    </div>
  );
}

function KeptRow({ saved, onOpen }: { saved: SavedSearch; onOpen: Props["onOpen"] }) {
  const { t } = useTranslation();
  const remove = useDeleteSearch();
  return (
    <li>
      <Button type="link" onClick={() => onOpen(saved.params as ArchiveSearch)}>
        {saved.name}
      </Button>
      {saved.shared && (
        <span className="muted">
          <TeamOutlined aria-hidden /> {t("search.shared_by", { owner: saved.owner })}
        </span>
      )}
      {saved.own && (
        <Button
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={t("search.delete_saved", { name: saved.name })}
          onClick={() => remove.mutate(saved.id)}
        />
      )}
    </li>
  );
}

function Keep({ search }: { search: ArchiveSearch }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { message } = App.useApp();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useSaveSearch();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { name: name.trim(), shared, params: paramsOf(search) },
      {
        onSuccess: () => {
          setName("");
          void message.success(t("search.saved_done"));
        },
        onError: (error) => void message.error(errorText(error)),
      },
    );
  };
  return (
    <form className="save-search" onSubmit={submit}>
      <Input
        aria-label={t("search.saved_name")}
        placeholder={t("search.saved_name")}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {t("search.share_team")}
      </Checkbox>
      <Button htmlType="submit" icon={<SaveOutlined aria-hidden />} disabled={!name.trim()}>
        {t("search.save")}
      </Button>
    </form>
  );
}
