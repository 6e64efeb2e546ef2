import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { Invitation } from "@/lib/api/types";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { devicesQuery } from "./api/devices";
import { DeviceTable } from "./components/DeviceTable";
import { CodeDialog, InviteDialog } from "./components/InviteDialog";
import { SourcePart } from "./components/SourcePart";
import "./devices.css";

/** Work phones with what they last told, and the sources that send by themselves. */
export function DevicesPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch, isPending } = useQuery(devicesQuery);
  const [asking, setAsking] = useState(false);
  const [invitation, setInvitation] = useState<Invitation>();
  const show = (made: Invitation) => {
    setAsking(false);
    setInvitation(made);
  };
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("devices.title")}>
          {can(me, "manageDevices") && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAsking(true)}>
              {t("devices.invite")}
            </Button>
          )}
        </PageHeader>
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {isPending && <SkeletonRows />}
        {data && data.items.length === 0 && <EmptyState title={t("devices.empty")} />}
        {data && data.items.length > 0 && <DeviceTable devices={data.items} onInvited={show} />}
        <SourcePart />
        {asking && <InviteDialog onClose={() => setAsking(false)} onInvited={show} />}
        {invitation && <CodeDialog invitation={invitation} onClose={() => setInvitation(undefined)} />}
      </div>
    </div>
  );
}
