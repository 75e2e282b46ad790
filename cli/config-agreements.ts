import type { Agreement } from '../schema/agreement.ts';
import type { ConfigReader } from './config-reader.ts';

/** `agreements: { benefits: { departments: [a, b], purposes: [p], legalBasis: law } }`. */
export const readAgreements = (reader: ConfigReader): readonly Agreement[] =>
  reader.keys(['agreements']).map((name) => readAgreement(reader, name));

function readAgreement(reader: ConfigReader, name: string): Agreement {
  const at = ['agreements', name];
  reader.allow(at, ['departments', 'purposes', 'legalBasis', 'from', 'until', 'byConsent']);
  const departments = reader.texts([...at, 'departments']);
  if (new Set(departments).size < 2)
    reader.refuse([...at, 'departments'], 'an agreement is between departments', 'Name two or more.');
  const [from, until] = [readDay(reader, [...at, 'from']), readDay(reader, [...at, 'until'])];
  if (from !== null && until !== null && until < from)
    reader.refuse([...at, 'until'], 'it ends before it begins', 'Write a day after `from`.');
  return {
    name,
    departments,
    purposes: readPurposes(reader, [...at, 'purposes']),
    legalBasis: readBasis(reader, [...at, 'legalBasis']),
    from,
    until,
    byConsent: reader.value([...at, 'byConsent'], 'boolean') ?? false,
  };
}

/** 31 February is read as a day of March. */
function isCalendarDay(text: string): boolean {
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text);
}

/** Purposes are those of registered clients; a misspelt one would allow nothing. */
function readPurposes(reader: ConfigReader, at: readonly string[]): readonly string[] {
  const registered = reader.keys(['clients']).flatMap((client) => reader.keys(['clients', client, 'purposes']));
  const purposes = reader.texts(at);
  const unknown = purposes.find((each) => !registered.includes(each));
  if (purposes.length === 0) return reader.refuse(at, 'it is for no purpose', 'Name those it is for.');
  if (unknown === undefined) return purposes;
  return reader.refuse(at, `no client is registered for “${unknown}”`, `Use ${[...new Set(registered)].join(', ')}.`);
}

function readBasis(reader: ConfigReader, at: readonly string[]): string {
  const text = reader.value(at, 'string');
  if (text !== undefined && text.trim() !== '') return text;
  return reader.refuse(at, 'an agreement needs its legal basis', 'Name the law or the contract, as people are told.');
}

function readDay(reader: ConfigReader, at: readonly string[]): string | null {
  const text = reader.value(at, 'string') ?? null;
  const isDay = text === null || isCalendarDay(text);
  return isDay ? text : reader.refuse(at, `“${text}” is no day`, 'Write 2026-12-31.');
}
