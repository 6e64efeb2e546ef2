import type { Me } from "../api";
import { Page } from "../parts";
import { type Language, language, t } from "../texts";

interface Props {
  me: Me;
  onLanguage: (language: Language) => void;
  onSignOut: () => void;
}

/** Who is signed in, the day's report, what is recorded, language and sign-out. */
export function MePage({ me, onLanguage, onSignOut }: Props) {
  return (
    <Page title={t("me.title")}>
      <p>{t("me.signed_in", { name: me.user.display_name, login: me.user.login })}</p>
      <ul className="cards">
        <li>
          <a className="grow" href="#/day">
            {t("me.day")}
          </a>
        </li>
        <li>
          <a className="grow" href="#/record">
            {t("me.record")}
          </a>
        </li>
      </ul>
      <label>
        {t("me.language")}
        <select
          value={language()}
          onChange={(event) => onLanguage(event.target.value === "en" ? "en" : "zh-CN")}
        >
          <option value="zh-CN" lang="zh-CN">
            中文
          </option>
          <option value="en" lang="en">
            English
          </option>
        </select>
      </label>
      <p className="acts">
        <button type="button" onClick={onSignOut}>
          {t("me.sign_out")}
        </button>
      </p>
    </Page>
  );
}
