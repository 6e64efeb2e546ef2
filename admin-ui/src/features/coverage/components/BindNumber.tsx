import { App, Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { Field } from "@/components/ui/Field";
import type { CoverageGap } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { useBindNumber } from "../api/staff";

/** Enters whose a number is that is nobody's. */
export function BindNumber({ gap }: { gap: CoverageGap }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useMe();
  const bind = useBindNumber();
  const [open, setOpen] = useState(false);
  const [employee, setEmployee] = useState<string>();
  const number = gap.item ?? "";
  if (!me || !can(me, "bindNumbers")) return null;
  const save = () => {
    if (!employee) return;
    bind.mutate(
      { exchange: gap.label, number, employee },
      {
        onSuccess: () => {
          void message.success(t("coverage.bound"));
          setOpen(false);
        },
      },
    );
  };
  return (
    <>
      <Button size="small" aria-label={t("coverage.bind_of", { number })} onClick={() => setOpen(true)}>
        {t("coverage.bind")}
      </Button>
      {open && (
        <Modal
          open
          title={t("coverage.bind_of", { number })}
          okText={t("common.confirm")}
          cancelText={t("common.cancel")}
          confirmLoading={bind.isPending}
          okButtonProps={{ disabled: !employee }}
          onOk={save}
          onCancel={() => setOpen(false)}
        >
          <div className="form">
            <Field label={t("coverage.employee")} hint={t("coverage.bind_hint")}>
              {(id) => (
                <PersonPicker
                  kind="employee"
                  id={id}
                  label={t("coverage.employee")}
                  value={employee}
                  onChange={setEmployee}
                />
              )}
            </Field>
            {bind.error && <ErrorNotice error={bind.error} />}
          </div>
        </Modal>
      )}
    </>
  );
}
