import { useEffect, useState, type SyntheticEvent } from 'react';
import { LogDays } from './log-days.tsx';
import { loadDescriptions, loadLog, type Reading, type Visitor } from './load-log.ts';
import { logWords, readingCount, type Descriptions } from './log-words.ts';
import { loadSettings, type CitizenSettings } from './settings.ts';
import { words, type PageLanguage } from './words.ts';

type Shown = {
  readonly visitor: Visitor;
  readonly readings: readonly Reading[];
  readonly total: number;
  readonly older: string | null;
};

type LogViewProps = { readonly language: PageLanguage };

/** Who read what about a citizen who signs in here. Asked for when they say so: reading the log is a reading, too. */
export function LogView({ language }: LogViewProps) {
  const [suggested, suggest] = useState<CitizenSettings | null>(null);
  const [shown, show] = useState<Shown | null>(null);
  const [state, setState] = useState<'asking' | 'ready' | { readonly refusal: string }>('ready');
  const descriptions = useDescriptions(shown?.readings ?? []);
  useEffect(() => void loadSettings().then((settings) => suggest(settings?.citizen ?? null)), []);

  const look = async (visitor: Visitor, before: Shown | null): Promise<void> => {
    setState('asking');
    const answer = await loadLog(visitor, before?.older ?? null, language);
    if ('refusal' in answer) {
      setState(answer);
      return;
    }
    setState('ready');
    show({ visitor, ...answer, readings: [...(before?.readings ?? []), ...answer.readings] });
  };
  return (
    <section id="log" className="departments log" aria-labelledby="log-heading">
      <div className="departments-head">
        <div>
          <h2 id="log-heading">{logWords.heading[language]}</h2>
          <p>{logWords.lead[language]}</p>
        </div>
      </div>
      <SignIn key={suggested?.id ?? ''} {...{ language, suggested }} onVisit={(visitor) => void look(visitor, null)} />
      <p role="status">
        {state === 'asking' && logWords.asking[language]}
        {typeof state === 'object' && (state.refusal || logWords.failed[language])}
        {state === 'ready' && shown !== null && readingCount(shown.total, language)}
      </p>
      {shown !== null && shown.readings.length === 0 && <p>{logWords.none[language]}</p>}
      {shown !== null && (
        <LogDays readings={shown.readings} citizenId={shown.visitor.id} {...{ descriptions, language }} />
      )}
      {shown !== null && shown.older !== null && (
        <button type="button" onClick={() => void look(shown.visitor, shown)}>
          {logWords.older[language]}
        </button>
      )}
    </section>
  );
}

type SignInProps = LogViewProps & {
  readonly suggested: CitizenSettings | null;
  readonly onVisit: (visitor: Visitor) => void;
};

/** What is typed here stays in the page. */
function SignIn({ language, suggested, onVisit }: SignInProps) {
  const visit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = typed.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const headers = { authorization: `Bearer ${text('token')}`, 'x-purpose': text('purpose') };
    onVisit({ id: text('id'), headers });
  };
  return (
    <form className="log-sign-in" aria-label={words.log[language]} autoComplete="off" onSubmit={visit}>
      <label>
        {logWords.id[language]} <input name="id" required maxLength={18} defaultValue={suggested?.id} />
      </label>
      <label>
        {logWords.token[language]} <input name="token" type="password" required defaultValue={suggested?.token} />
      </label>
      <label>
        {logWords.purpose[language]} <input name="purpose" required defaultValue={suggested?.purpose} />
      </label>
      <button type="submit">{logWords.show[language]}</button>
    </form>
  );
}

/** What the schema says of the types that were read, each asked for once. */
function useDescriptions(readings: readonly Reading[]): Descriptions {
  const [known, learn] = useState<Descriptions>(new Map());
  const types = [...new Set(readings.flatMap(({ fields }) => fields.map((field) => field.split('.')[0] ?? '')))].sort();
  const all = types.join(' ');
  useEffect(() => {
    const asked = all === '' ? [] : all.split(' ');
    void Promise.all(asked.map(async (type) => [type, await loadDescriptions(type)] as const)).then((pairs) =>
      learn(new Map(pairs)),
    );
  }, [all]);
  return known;
}
