import { useEffect, useState } from 'react';
import { languages, type PageLanguage } from './words.ts';

const kept = 'onestop:language';

/** The page's language: what the reader chose last, else the browser's. */
export function useLanguage(): readonly [PageLanguage, (language: PageLanguage) => void] {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = (chosen: PageLanguage): void => {
    localStorage.setItem(kept, chosen);
    setLanguage(chosen);
  };
  return [language, choose];
}

function firstLanguage(): PageLanguage {
  const wanted = [localStorage.getItem(kept), ...navigator.languages.map((each) => each.slice(0, 2))];
  return languages.find((each) => each === wanted.find((one) => one === 'en' || one === 'zh')) ?? 'en';
}
