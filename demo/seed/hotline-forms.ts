import type { Random } from '../population/random.ts';
import { fullWidth, hasShortId, shortId, spaceName } from './legacy-forms.ts';
import type { Caller } from './hotline-callers.ts';
import type { Row } from './dirt-account.ts';

/** How an operator types who called: number, name, id. */
export function callerForm(random: Random, { phone, name, id }: Caller): Row {
  return { ldhm: phoneForm(random, phone), xm: nameForm(random, name), sfzh: idForm(random, id) };
}

/** As the people whose story is told are written down: without dirt. */
export const cleanCaller = ({ phone, name, id }: Caller): Row => ({ ldhm: phone, xm: name, sfzh: id });

const inGroups = (phone: string, between: string): string =>
  [phone.slice(0, 3), phone.slice(3, 7), phone.slice(7)].join(between);

function phoneForm(random: Random, phone: string | null): string | null {
  if (phone === null) return random.pick(['', '无', null]);
  const part = random.next();
  if (part < 0.8) return phone;
  if (part < 0.85) return inGroups(phone, '-');
  if (part < 0.9) return inGroups(phone, ' ');
  if (part < 0.94) return `+86${phone}`;
  if (part < 0.98) return fullWidth(phone);
  return `${phone}转${random.between(8001, 8099)}`;
}

const nameForm = (random: Random, name: string | null): string | null =>
  name === null ? random.pick(['', '无', null]) : random.chance(0.04) ? spaceName(name) : name;

/** Blank and null say the same: nobody asked for it. */
function idForm(random: Random, id: string | null): string | null {
  if (id === null) return random.chance(0.4) ? '' : null;
  if (hasShortId(id) && random.chance(0.08)) return shortId(id);
  return id.endsWith('X') && random.chance(0.35) ? id.toLowerCase() : id;
}
