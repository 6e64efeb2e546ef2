import { SearchOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import { PageHeader } from "@/components/ui/PageHeader";
import { isEmpty, type Known, nothingKnown, useCheck } from "./api/duplicates";
import { DisputeList } from "./components/DisputeList";
import { KnownList } from "./components/KnownList";
import "./duplicates.css";

const fields = ["name", "company", "phone", "email"] as const;

/** Whether somebody is a customer already, and what becomes of a customer whom two want. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const [known, setKnown] = useState<Known>(nothingKnown);
  const check = useCheck();
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("duplicates.title")} hint={t("duplicates.hint")} />
        <form
          className="duplicate-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isEmpty(known)) check.mutate(known);
          }}
        >
          {fields.map((field) => (
            <Field key={field} label={t(`duplicates.${field}`)}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={200}
                  value={known[field]}
                  autoComplete="off"
                  onChange={(event) => setKnown({ ...known, [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Button
            type="primary"
            htmlType="submit"
            icon={<SearchOutlined aria-hidden />}
            loading={check.isPending}
            disabled={isEmpty(known)}
          >
            {t("duplicates.check")}
          </Button>
        </form>
        {check.error && <ErrorNotice error={check.error} />}
        {check.data && <KnownList items={check.data.items} known={check.variables} />}
        <DisputeList />
      </div>
    </div>
  );
}
