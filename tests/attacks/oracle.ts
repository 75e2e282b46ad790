import { createHmac } from 'node:crypto';
import { deriveKey } from '../../adapters/run/cursor.ts';
import {
  cases,
  embedded,
  events,
  lockers,
  people,
  permits,
  steps,
  type Case,
  type Event,
  type Locker,
  type Person,
} from './guarded-department.ts';
import type { Viewer } from './viewers.ts';

/** What somebody may be given in a cell; `withheld` is null and an error, `absent` null without one. */
export type Cell = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'withheld' | 'absent' };

const value = (given: unknown): Cell => ({ kind: 'value', value: given });
const withheld: Cell = { kind: 'withheld' };

/** Who may see what of the guarded department, written down once more, in the words of its directives. */
export function judge({ caller, purpose }: Viewer, digest: (text: string) => string) {
  const role = caller === null || purpose === null ? null : caller.role;
  const isStaff = role === 'official' || role === 'integrator' || role === 'admin';
  const ownIds = role === 'citizen' && caller !== null ? [caller.subject, ...(caller.actsFor ?? [])] : [];
  const has = (scope: string): boolean => caller?.scopes.includes(scope) === true;
  const claims = (claim: 'districts' | 'departments' | 'businesses', of: string): boolean => {
    const values = caller?.claims?.[claim] ?? [];
    return values.includes('*') || values.includes(of);
  };
  const audits = purpose === 'audit' && caller !== null;
  const seesPeople = isStaff || role === 'citizen';

  const seesPerson = (row: Person): boolean =>
    role === 'citizen' ? ownIds.includes(row.id) : role === 'official' ? claims('districts', row.district) : isStaff;
  const seesCase = (row: Case): boolean => {
    if (role === 'citizen') return ownIds.includes(row.person);
    if (role === 'official') return claims('departments', `office:${row.office}`);
    return role === 'business-agent' ? claims('businesses', row.firm) : isStaff;
  };
  /** Of a person whose row is seen. */
  const shown = (whole: unknown, masked: unknown): Cell => value(role === 'citizen' ? whole : masked);
  const initialsOf: Readonly<Record<string, string>> = { 'P-ANNA': 'Q. V.', 'P-BERT': '欧***', 'P-CLEO': 'Z. O.' };
  const seesLocker = (row: Locker): boolean =>
    role === 'citizen'
      ? ownIds.includes(row.person)
      : role === 'official'
        ? claims('districts', row.district)
        : isStaff;
  const lastFour = (text: string): string => `${'*'.repeat(text.length - 4)}${text.slice(-4)}`;
  const streetOf: Readonly<Record<string, string>> = { 'P-ANNA': 'A. C.', 'P-BERT': 'U. W.' };
  const more = (row: Person): (typeof embedded)[number] => {
    const found = embedded[people.indexOf(row)];
    if (found === undefined) throw new Error(`nothing more is known of ${row.id}`);
    return found;
  };
  const personal = (cell: Cell): Cell => (seesPeople ? cell : withheld);

  return {
    audits,
    seesAllRows: isStaff,
    /** Is it said that a record is somebody else's? By whose key it is asked for, nobody learns whether it exists. */
    refusesOthers: role === 'citizen',
    seesPeople,
    seesCases: seesPeople || role === 'business-agent',
    people: people.filter(seesPerson),
    cases: cases.filter(seesCase),
    permits: audits ? permits : [],
    stepsOf: (row: Case) => steps.filter(({ cid }) => cid === row.id),
    person: (row: Person): Readonly<Record<string, Cell>> => ({
      id: personal(value(row.id)),
      name: personal(shown(row.name, initialsOf[row.id])),
      phone: personal(has('contact') ? value(row.phone) : shown(row.phone, `*******${row.phone.slice(-4)}`)),
      born: personal(shown(row.born, row.born.slice(0, 4))),
      card: personal(shown(row.card, digest(row.card))),
      income: audits ? personal(value(row.income)) : withheld,
      diagnosis: has('health') || (has('care') && has('night')) ? personal(value(row.diagnosis)) : withheld,
      motto: caller === null ? withheld : value(row.motto),
      district: value(row.district),
    }),
    /** A score that is no number is null, and a finding. */
    score: (row: Person): Cell => {
      const { score } = more(row);
      return audits ? personal(/^\d+$/.test(score) ? value(Number(score)) : { kind: 'absent' }) : withheld;
    },
    hasFinding: (row: Person): boolean => audits && seesPerson(row) && !/^\d+$/.test(more(row).score),
    /** Null where nothing of it that may be read is there. */
    home: (row: Person): Readonly<Record<string, Cell>> | null => {
      const { street, city } = more(row);
      if (street === null && !audits) return null;
      return {
        street: street === null ? { kind: 'absent' } : shown(street, streetOf[row.id]),
        city: audits ? value(city) : withheld,
      };
    },
    papers: (row: Person): readonly Readonly<Record<string, Cell>>[] | null => {
      const { papers } = more(row);
      if (papers === null) return null;
      const held = JSON.parse(papers) as readonly { readonly nr?: string; readonly kind: string }[];
      return held
        .filter(({ nr }) => nr !== undefined || has('health'))
        .map(({ nr, kind }) => ({
          number: nr === undefined ? { kind: 'absent' } : shown(nr, lastFour(nr)),
          kind: has('health') ? value(kind) : withheld,
        }));
    },
    events: events.filter((row) => (role === 'citizen' ? ownIds.includes(row.person) : isStaff)),
    event: (row: Event): Readonly<Record<string, Cell>> => ({
      id: value(row.id),
      personId: value(row.person),
      note: shown(row.note, lastFour(row.note)),
      ...(row.kind === 'v' ? { mood: has('health') ? value(row.mood) : withheld } : { total: audits ? value(row.total) : withheld }), // prettier-ignore
    }),
    lockers: lockers.filter(seesLocker),
    case: (row: Case): Readonly<Record<string, Cell>> => {
      const person = people.find(({ id }) => id === row.person);
      const isAgent = role === 'business-agent';
      const isSeen = person !== undefined && seesPerson(person);
      return {
        id: value(row.id),
        personId: value(row.person),
        office: value(`office:${row.office}`),
        firm: value(row.firm),
        title: value(row.title),
        personName: isAgent ? withheld : isSeen ? shown(person.name, initialsOf[row.person]) : { kind: 'absent' },
      };
    },
    /** The person behind a case: withheld from an agent, absent where their row is not seen. */
    personOf: (row: Case): Person | 'withheld' | 'absent' => {
      if (role === 'business-agent') return 'withheld';
      const person = people.find(({ id }) => id === row.person);
      return person !== undefined && seesPerson(person) ? person : 'absent';
    },
  };
}

export type Judgement = ReturnType<typeof judge>;

/** What the department makes of a text: in a mask, and where findings name somebody. */
export type Keyed = { readonly digest: (text: string) => string; readonly pseudonym: (text: string) => string };

export const keyedWith = (secret: string): Keyed => ({
  digest: digestWith(deriveKey(secret, 'masks of guarded')),
  pseudonym: digestWith(deriveKey(secret, 'pseudonyms of guarded')),
});

/** The keyed digest that the department masks with. */
const digestWith =
  (key: Buffer) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
