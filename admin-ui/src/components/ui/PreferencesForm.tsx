import { Segmented, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type Language, languages, setLanguage, useLanguage } from "@/lib/i18n";
import { type Density, setPreferences, type ThemeChoice, usePreferences } from "@/lib/preferences";
import "./preferences.css";

interface Props {
  /** The small form has language and theme only, for the sign-in page. */
  small?: boolean;
  onLanguage?: (language: Language) => void;
}

/** Language, theme, density, keys: taken at once, kept in this browser. */
export function PreferencesForm({ small, onLanguage }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { theme, density, letterKeys } = usePreferences();
  const choose = (next: Language) => {
    setPreferences({ language: next });
    void setLanguage(next);
    onLanguage?.(next);
  };
  return (
    <div className={small ? "preferences preferences-small" : "preferences"}>
      <Segmented<Language>
        size="small"
        aria-label={t("preferences.language")}
        value={language}
        onChange={choose}
        options={languages.map((value) => ({ value, label: t(`preferences.languages.${value}`) }))}
      />
      <Segmented<ThemeChoice>
        size="small"
        aria-label={t("preferences.theme")}
        value={theme}
        onChange={(value) => setPreferences({ theme: value })}
        options={(["light", "dark", "system"] as const).map((value) => ({
          value,
          label: t(`preferences.themes.${value}`),
        }))}
      />
      {!small && (
        <>
          <Segmented<Density>
            size="small"
            aria-label={t("preferences.density")}
            value={density}
            onChange={(value) => setPreferences({ density: value })}
            options={(["comfortable", "compact"] as const).map((value) => ({
              value,
              label: t(`preferences.densities.${value}`),
            }))}
          />
          <span className="preferences-switch">
            <Switch
              size="small"
              checked={letterKeys}
              aria-label={t("preferences.letter_keys")}
              onChange={(on) => setPreferences({ letterKeys: on })}
            />
            {t("preferences.letter_keys")}
          </span>
        </>
      )}
    </div>
  );
}
