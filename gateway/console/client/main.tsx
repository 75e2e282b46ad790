import { lazy, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { DepartmentsView } from './departments-view.tsx';
import { LogView } from './log-view.tsx';
import { useLanguage } from './use-language.ts';
import { languages, words, type PageLanguage, type Texts } from './words.ts';

/** By far the larger part of the page: it comes after the picture. */
const Explorer = lazy(async () => ({ default: (await import('./explorer.tsx')).Explorer }));

function Console() {
  const [language, choose] = useLanguage();
  return (
    <>
      <header className="onestop-banner">
        <strong>Onestop</strong>
        <p>
          <span>One graph of citizens, services and feedback over the databases that departments already have.</span>
          <span lang="zh">一张图，连通各部门已有的数据库：公民、服务与反馈。</span>
        </p>
        <nav>
          <a href="#departments">{words.departments[language]}</a>
          <a href="#log">{words.log[language]}</a>
          <a href="#explorer">{words.explorer[language]}</a>
        </nav>
        <LanguageSwitch language={language} choose={choose} />
      </header>
      <main>
        <DepartmentsView language={language} />
        <LogView language={language} />
        <section id="explorer" className="onestop-explorer" aria-label={words.explorer[language]}>
          <Suspense fallback={<p>{words.explorerLoading[language]}</p>}>
            <Explorer />
          </Suspense>
        </section>
      </main>
    </>
  );
}

const languageNames: Texts = { en: 'English', zh: '中文' };

type SwitchProps = { readonly language: PageLanguage; readonly choose: (language: PageLanguage) => void };

function LanguageSwitch({ language, choose }: SwitchProps) {
  return (
    <div className="languages" role="group" aria-label={words.language[language]}>
      {languages.map((each) => (
        <button key={each} type="button" lang={each} aria-pressed={each === language} onClick={() => choose(each)}>
          {languageNames[each]}
        </button>
      ))}
    </div>
  );
}

const place = document.getElementById('console');
if (place) createRoot(place).render(<Console />);
