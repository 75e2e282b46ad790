import { cases, embedded, events, lockers, people } from './guarded-department.ts';
import type { Cell, Judgement } from './oracle.ts';

type Row = Readonly<Record<string, string | null>>;
type Cells = Readonly<Record<string, Cell>>;

/** Values as they are stored that nothing which somebody is answered with may hold. */
export function secretsOf(judgement: Judgement): readonly string[] {
  const kept: string[] = [];
  const given = new Set<string>();
  const look = (row: Row, cells: Cells | null): void => {
    for (const [name, value] of Object.entries(row)) {
      const cell = cells?.[name];
      if (value === null || value.length < 3) continue;
      if (cell?.kind === 'value' && cell.value === value) given.add(value);
      else kept.push(value);
    }
  };
  for (const [at, row] of people.entries()) {
    const isSeen = judgement.people.includes(row);
    const { motto, district } = judgement.person(row); // public, to whoever has the key
    look(row, isSeen ? judgement.person(row) : { ...(motto && { motto }), ...(district && { district }) });
    const { street = null, city = null } = embedded[at] ?? {};
    look({ street, city }, isSeen ? judgement.home(row) : null);
  }
  for (const { id, title, person } of cases) {
    const found = judgement.cases.find((each) => each.id === id);
    look({ id, title, personId: person }, found === undefined ? null : judgement.case(found));
  }
  for (const row of events) {
    const { id, note, mood, total, person } = row;
    const isSeen = judgement.events.includes(row);
    look({ id, note, mood, total, personId: person }, isSeen ? judgement.event(row) : null);
  }
  for (const row of lockers) if (!judgement.lockers.includes(row)) kept.push(row.code);
  return kept.filter((each) => !given.has(each));
}
