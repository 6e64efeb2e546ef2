import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { type Detail, listOf, textOf } from "./detail";
import { PeopleContext } from "./peopleContext";

/** What became of a group: who joined, who left and how, a new owner, name or notice, its beginning and its end. */
export function GroupChange({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const names = useContext(PeopleContext);
  const kind = textOf(detail, "ChangeType");
  const change = kind === "update" ? textOf(detail, "UpdateDetail") : kind;
  const who = listOf(detail, "MemChangeList")
    .filter((id) => typeof id === "string")
    .map((id) => names.get(id) ?? id)
    .join(t("message.group.and"));
  const scene = { add_member: "JoinScene", del_member: "QuitScene" }[change];
  const how = scene ? textOf(detail, scene) : "";
  return (
    <p>
      {t(`message.group.${change}`, { who, defaultValue: change })}
      {how !== "" && (
        <span className="muted"> {t(`message.group.${scene}.${how}`, { defaultValue: "" })}</span>
      )}
    </p>
  );
}
