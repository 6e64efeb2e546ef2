import { Button } from "antd";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";

/** The last net: a page that broke says so and offers to start again, instead of going white. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

export function Broken() {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <EmptyState title={t("app.broken")} hint={t("app.broken_hint")}>
        <Button type="primary" onClick={() => location.reload()}>
          {t("app.reload")}
        </Button>
      </EmptyState>
    </div>
  );
}
