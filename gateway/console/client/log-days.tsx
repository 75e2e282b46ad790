import { useState } from 'react';
import type { Reading } from './load-log.ts';
import {
  byDay,
  canDispute,
  dayInWords,
  disputeOf,
  fieldInWords,
  fieldsInWords,
  logWords,
  newKey,
  purposeInWords,
  timeInWords,
  type Descriptions,
} from './log-words.ts';
import type { PageLanguage } from './words.ts';

export type LogDaysProps = {
  readonly readings: readonly Reading[];
  readonly citizenId: string;
  readonly descriptions: Descriptions;
  readonly language: PageLanguage;
};

/** Readings, newest first, under the day on which they were. */
export function LogDays({ readings, ...common }: LogDaysProps) {
  return byDay(readings).map(({ day, readings: ofDay }) => (
    <section key={day} className="log-day">
      <h3>{dayInWords(day, common.language)}</h3>
      <ol>
        {ofDay.map((reading) => (
          <Entry key={reading.id} reading={reading} {...common} />
        ))}
      </ol>
    </section>
  ));
}

type EntryProps = Omit<LogDaysProps, 'readings'> & { readonly reading: Reading };

function Entry({ reading, citizenId, descriptions, language }: EntryProps) {
  const { logtime, receiverName, isOwn, action, legalBasis, fields } = reading;
  const disputed = fields.filter(canDispute);
  return (
    <li data-own={isOwn}>
      <time dateTime={logtime}>{timeInWords(logtime, language)}</time>
      <div>
        <p>
          <strong>{isOwn ? logWords.yourself[language] : receiverName}</strong> {purposeInWords(action, language)}
        </p>
        <p>{fieldsInWords(fields, descriptions, language)}</p>
        <p>
          <small>
            {logWords.by[language]}: {legalBasis}
          </small>
        </p>
        {disputed.length > 0 && <Wrong {...{ fields: disputed, citizenId, descriptions, language }} />}
      </div>
    </li>
  );
}

type WrongProps = Omit<EntryProps, 'reading'> & { readonly fields: readonly string[] };

/** How to say that one of the fields is wrong: the mutation, to be run in the explorer. */
function Wrong({ fields, citizenId, descriptions, language }: WrongProps) {
  const [chosen, choose] = useState(fields[0] ?? '');
  const [key] = useState(newKey);
  return (
    <details>
      <summary>{logWords.wrong[language]}</summary>
      <p>{logWords.wrongHow[language]}</p>
      <select value={chosen} onChange={({ target }) => choose(target.value)} aria-label={logWords.wrong[language]}>
        {fields.map((field) => (
          <option key={field} value={field}>
            {fieldInWords(field, descriptions, language)}
          </option>
        ))}
      </select>
      <pre>{disputeOf({ field: chosen, citizenId, key, language })}</pre>
    </details>
  );
}
