import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tagged } from "./TagDialog";

// The picker comes when somebody tags.
const TagManyDialog = lazy(async () => ({ default: (await import("./TagDialog")).TagManyDialog }));

/** Tags for all customers that are picked. */
export function TagMany({ customers, onSent }: { customers: readonly Tagged[]; onSent: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const close = (sent: boolean) => {
    setOpen(false);
    if (sent) onSent();
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("tags.edit")}
      </Button>
      {open && (
        <Suspense>
          <TagManyDialog customers={customers} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
