import { UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

const ImportDialog = lazy(async () => ({ default: (await import("./ImportDialog")).ImportDialog }));

/** Opens the import of a table; its dialog comes when somebody imports. */
export function ImportButton(table: Omit<ComponentProps<typeof ImportDialog>, "onClose">) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" icon={<UploadOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t(`${table.kind}.import`)}
      </Button>
      {open && (
        <Suspense>
          <ImportDialog {...table} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
