import { FileProtectOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import type { PacketOf } from "./packet";

const PacketDialog = lazy(() => import("./PacketDialog"));

/** Opens the dialog that makes an evidence packet; nothing for those who may not have one. */
export function PacketButton({ of, small }: { of: PacketOf; small?: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  if (!can(me, "exportPackets")) return null;
  const label = t(`packet.of.${of.about}`);
  return (
    <>
      <Tooltip title={label}>
        <Button
          className={small ? "message-act" : undefined}
          type="text"
          size={small ? "small" : undefined}
          icon={<FileProtectOutlined aria-hidden />}
          aria-label={label}
          onClick={() => setAsking(true)}
        />
      </Tooltip>
      {asking && (
        <Suspense>
          <PacketDialog of={of} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
