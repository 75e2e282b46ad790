import type { Agreement, JoinRule } from '../../schema/agreement.ts';

type Question = {
  readonly department: string;
  /** Other departments whose personal data is asked for beside it. */
  readonly others: readonly string[];
  readonly purpose: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** What the agreements say of joining a department with others; null where all of it is allowed. */
export function joinRule(agreements: readonly Agreement[], question: Question): JoinRule | null {
  const { department, others, purpose, now } = question;
  const inForce = agreements.filter(
    (each) => purpose !== null && each.purposes.includes(purpose) && each.departments.includes(department) && isInForce(each, now), // prettier-ignore
  );
  const allowing = others.map((other) => ({ other, by: inForce.filter((each) => each.departments.includes(other)) }));
  const missing = allowing.filter(({ by }) => by.length === 0).map(({ other }) => other);
  if (missing.length > 0) return { kind: 'refused', others: missing };
  const asking = allowing.filter(({ by }) => by.every(({ byConsent }) => byConsent));
  return asking.length === 0
    ? null
    : { kind: 'consent', agreements: asking.map(({ by }) => by.map(({ name }) => name)) };
}

/** Days are those of the clock on the wall where the gateway runs. */
function isInForce({ from, until }: Agreement, now: number): boolean {
  const day = localDay(now);
  return (from === null || from <= day) && (until === null || day <= until);
}

function localDay(now: number): string {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
