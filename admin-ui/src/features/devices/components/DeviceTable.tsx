import { CheckCircleFilled, ClockCircleOutlined, StopOutlined, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { employeesQuery } from "@/components/pickers/directory";
import { DataTable } from "@/components/ui/DataTable";
import { useErrorText } from "@/components/ui/ErrorNotice";
import { Tag } from "@/components/ui/Tag";
import type { Device, Invitation } from "@/lib/api/types";
import { formatDateTime, formatSpan } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { useInviteAgain, useReplace, useRevoke } from "../api/devices";

/** A clock that is off by less is shown as right. */
const rightMs = 60_000;

const nameOf = (device: Device) => device.label || device.id.slice(0, 8);

export function DeviceTable({
  devices,
  onInvited,
}: {
  devices: readonly Device[];
  onInvited: (made: Invitation) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const acts = {
    key: "acts",
    title: t("common.acts"),
    nowrap: true,
    render: (device: Device) => <DeviceActs device={device} onInvited={onInvited} />,
  };
  return (
    <DataTable
      caption={t("devices.title")}
      rows={devices}
      rowKey={(device) => device.id}
      columns={[
        { key: "phone", title: t("devices.phone"), render: (device) => <Phone device={device} /> },
        { key: "employee", title: t("devices.employee"), render: (device) => <Carrier device={device} /> },
        {
          key: "state",
          title: t("devices.state"),
          nowrap: true,
          render: (device) => <State device={device} />,
        },
        {
          key: "seen",
          title: t("devices.last_seen"),
          nowrap: true,
          render: (device) => (
            <span className="num">
              {device.last_seen_at ? formatDateTime(device.last_seen_at) : t("devices.never")}
            </span>
          ),
        },
        { key: "skew", title: t("devices.skew"), nowrap: true, render: (device) => <Skew device={device} /> },
        { key: "log", title: t("devices.log"), render: (device) => <Log device={device} /> },
        ...(can(me, "manageDevices") ? [acts] : []),
      ]}
    />
  );
}

function Phone({ device }: { device: Device }) {
  return (
    <span>
      <strong>{nameOf(device)}</strong>
      {device.model && <span className="muted"> {device.model}</span>}
    </span>
  );
}

function Carrier({ device }: { device: Device }) {
  const { data } = useQuery(employeesQuery(device.employee_id));
  const found = data?.items.find(
    (one) => one.id === device.employee_id && one.source === device.employee_source,
  );
  return <>{found?.name || device.employee_id}</>;
}

function State({ device }: { device: Device }) {
  const { t } = useTranslation();
  if (device.silent) {
    return (
      <Tag tone="high" icon={<WarningFilled aria-hidden />}>
        {t("devices.silent")}
      </Tag>
    );
  }
  const looks = {
    invited: { tone: "medium", icon: <ClockCircleOutlined aria-hidden /> },
    enrolled: { tone: "ok", icon: <CheckCircleFilled aria-hidden /> },
    revoked: { tone: "informational", icon: <StopOutlined aria-hidden /> },
  } as const;
  return <Tag {...looks[device.state]}>{t(`devices.states.${device.state}`)}</Tag>;
}

function Skew({ device }: { device: Device }) {
  const { t } = useTranslation();
  if (!device.last_seen_at) return <>–</>;
  if (Math.abs(device.skew_ms) < rightMs) return <>{t("devices.skew_ok")}</>;
  const time = formatSpan(Math.round(Math.abs(device.skew_ms) / 1000));
  return (
    <Tag tone="medium" icon={<WarningFilled aria-hidden />}>
      {t(device.skew_ms > 0 ? "devices.skew_fast" : "devices.skew_slow", { time })}
    </Tag>
  );
}

function Log({ device }: { device: Device }) {
  const { t } = useTranslation();
  const missing = device.gaps.reduce((sum, gap) => sum + gap.last - gap.first + 1, 0);
  const ranges = device.gaps.map((gap) =>
    gap.first === gap.last ? `${gap.first}` : `${gap.first}–${gap.last}`,
  );
  return (
    <span className="device-log">
      {t("devices.records", { count: device.records })}
      {device.pending > 0 && <span className="muted">{t("devices.pending", { count: device.pending })}</span>}
      {missing > 0 && (
        <span title={ranges.join(", ")}>
          <Tag tone="high" icon={<WarningFilled aria-hidden />}>
            {t("devices.missing", { count: missing })}
          </Tag>
        </span>
      )}
    </span>
  );
}

function DeviceActs({ device, onInvited }: { device: Device; onInvited: (made: Invitation) => void }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const errorText = useErrorText();
  const again = useInviteAgain();
  const replace = useReplace();
  const revoke = useRevoke();
  const onError = (error: Error) => void message.error(errorText(error));
  const name = nameOf(device);
  if (device.state === "revoked") return null;
  return (
    <span className="device-acts">
      {device.last_seq === 0 && (
        <Button
          size="small"
          aria-label={t("devices.again_of", { name })}
          loading={again.isPending}
          onClick={() => again.mutate(device.id, { onSuccess: onInvited, onError })}
        >
          {t("devices.again")}
        </Button>
      )}
      {device.state === "enrolled" && (
        <Button
          size="small"
          aria-label={t("devices.replace_of", { name })}
          onClick={() =>
            modal.confirm({
              title: t("devices.replace_of", { name }),
              content: t("devices.replace_hint"),
              okText: t("common.confirm"),
              cancelText: t("common.cancel"),
              // The row may be gone before the code is there.
              onOk: () => replace.mutateAsync(device.id).then(onInvited, onError),
            })
          }
        >
          {t("devices.replace")}
        </Button>
      )}
      <Button
        size="small"
        danger
        aria-label={t("devices.revoke_of", { name })}
        onClick={() =>
          modal.confirm({
            title: t("devices.revoke_of", { name }),
            content: t("devices.revoke_hint"),
            okText: t("common.confirm"),
            cancelText: t("common.cancel"),
            onOk: () => revoke.mutate(device.id, { onError }),
          })
        }
      >
        {t("devices.revoke")}
      </Button>
    </span>
  );
}
