import i18n from "i18next";
import { useTranslation } from "react-i18next";
import { initReactI18next } from "react-i18next/initReactI18next";

export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

type Loader = () => Promise<{ default: object }>;

const firstTexts: Record<Language, Loader> = {
  "zh-CN": () => import("@/locales/zh-CN"),
  en: () => import("@/locales/en"),
};

const pageTexts: Record<Language, Loader> = {
  "zh-CN": () => import("@/locales/zh-CN/pages"),
  en: () => import("@/locales/en/pages"),
};

/** Whether a page was opened that needs more than the first texts: then both languages need them. */
let allWanted = false;

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}

/** Adds the texts unless they are there, which `sample`, one of their areas, shows. */
async function add(language: Language, loaders: Record<Language, Loader>, sample: string): Promise<void> {
  if (i18n.getResource(language, "translation", sample)) return;
  const { default: texts } = await loaders[language]();
  i18n.addResourceBundle(language, "translation", texts, true);
}

async function load(language: Language): Promise<void> {
  await Promise.all([
    add(language, firstTexts, "app"),
    allWanted ? add(language, pageTexts, "studio") : undefined,
  ]);
}

/** Waits for the texts of all pages beside the module of one, so that no key is ever seen. */
export async function withAllTexts<Module>(module: Promise<Module>): Promise<Module> {
  allWanted = true;
  if (isLanguage(i18n.language)) await load(i18n.language);
  return module;
}

/** Prepares the texts before the first paint, so that no key is ever seen. */
export async function startI18n(language: Language): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    showSupportNotice: false,
  } as Parameters<typeof i18n.init>[0]);
  await setLanguage(language);
}

/** Changes the language of every open page without a reload. */
export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  document.title = i18n.t("app.title");
}

export function useLanguage(): Language {
  const { i18n: instance } = useTranslation();
  return isLanguage(instance.language) ? instance.language : "zh-CN";
}

/** The text of a stable code of the server, or the code itself when this page does not know it yet. */
export function useCodeText(): (area: string, code: string, params?: Record<string, unknown>) => string {
  const { t } = useTranslation();
  return (area, code, params) => t(`${area}.${code.replaceAll(".", "_")}`, { defaultValue: code, ...params });
}

interface Branch {
  [key: string]: string | Branch;
}

function textsBelow(branch: Branch, prefix = ""): [string, string][] {
  return Object.entries(branch).flatMap(([key, text]) =>
    typeof text === "string" ? [[`${prefix}${key}`, text]] : textsBelow(text, `${prefix}${key}.`),
  );
}

/** Every text below a key, in order, with the rest of its key. */
export function useTexts(area: string): readonly [key: string, text: string][] {
  const { t } = useTranslation();
  return textsBelow(t(area, { returnObjects: true }) as Branch);
}

/** A title that the server keeps in both languages. */
export function useBilingual(): (text: { zh: string; en: string } | null | undefined) => string {
  const language = useLanguage();
  return (text) => (text ? (language === "en" ? text.en || text.zh : text.zh || text.en) : "");
}
