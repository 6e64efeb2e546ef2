import { useTranslation } from "react-i18next";
import "./logo.css";

export function Logo() {
  const { t } = useTranslation();
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
        <rect width="32" height="32" rx="7" className="logo-back" />
        <path d="M16 6l8 3v6.5c0 5-3.3 8.6-8 10.5-4.7-1.9-8-5.5-8-10.5V9z" className="logo-line" />
        <path d="M12.2 15.8l2.7 2.7 5-5.2" className="logo-line" />
      </svg>
      {t("app.name")}
    </span>
  );
}
