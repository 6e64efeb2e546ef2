import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { SkeletonRows } from "@/components/ui/SkeletonRows";

export function Pending() {
  return <SkeletonRows rows={10} />;
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <EmptyState title={t("app.not_found")}>
        <Link to="/">{t("app.home")}</Link>
      </EmptyState>
    </main>
  );
}
