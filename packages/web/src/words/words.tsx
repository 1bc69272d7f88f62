import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

/** The languages of the console. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** A text in each language. */
export type Text = Readonly<Record<Language, string>>;

/** The texts of a page, each in each language; `{name}` stands for what is filled in. */
export type Texts = Readonly<Record<string, Text>>;

/** Says a text of these, filled in. */
export type Say<T extends Texts> = (
  key: keyof T & string,
  fill?: Readonly<Record<string, string | number>>,
) => string;

const kept = 'lull-language';

interface Chosen {
  readonly language: Language;
  choose(language: Language): void;
}

const Chosen = createContext<Chosen>({ language: 'en', choose: () => {} });

/** The language that somebody chose here before, else the first of the browser's that the console speaks. */
export function usualLanguage(): Language {
  const wanted = [localStorage.getItem(kept), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return languages.find((one) => one === wanted.find((tag) => languages.includes(tag as Language))) ?? 'en';
}

/** Lets everything within speak the language that is chosen. */
export function Spoken({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(usualLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = (next: Language): void => {
    localStorage.setItem(kept, next);
    setLanguage(next);
  };
  return <Chosen.Provider value={{ language, choose }}>{children}</Chosen.Provider>;
}

/** The language, and what chooses another one. */
export function useLanguage(): Chosen {
  return useContext(Chosen);
}

/**
 * What says the texts of a page in the language that is chosen.
 *
 * @example const say = useSay(words); say('left', { count: 3 });
 */
export function useSay<const T extends Texts>(texts: T): Say<T> {
  const { language } = useLanguage();
  return (key, fill = {}) => filled(texts[key]![language], fill);
}

function filled(text: string, fill: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}
