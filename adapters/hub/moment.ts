/** Milliseconds since the epoch. The store keeps no finer moments. */
export type Moment = number;

/** PostgreSQL's ISO form in UTC (`2026-11-25 22:38:06.123+00`) → a moment; `infinity` stays infinite. */
export function readMoment(text: string): Moment {
  if (text === 'infinity') return Infinity;
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`);
}

/** As a parameter of a statement. */
export const writeMoment = (moment: Moment): string =>
  moment === Infinity ? 'infinity' : new Date(moment).toISOString();
