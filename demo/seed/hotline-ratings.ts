import { addWorkingDays } from '../../schema/working-days.ts';
import type { Random } from '../population/random.ts';
import { cityCalendar } from './approvals-calendar.ts';
import type { Row } from './dirt-account.ts';
import { day, writeCompact, writeTime, type Level, type Order } from './hotline-order.ts';
import { drawHex } from './legacy-forms.ts';

const levels: Readonly<Record<Level, string>> = {
  5: '非常满意',
  4: '满意',
  3: '基本满意',
  2: '不满意',
  1: '非常不满意',
};
const indicators = ['办理结果', '办理效率', '服务态度', '一次性告知'];

/** One row a rating; a bad one says until when it is called back and put right. */
export function ratingRows(
  random: Random,
  { ratings, number: gdbh, caller }: Order,
  { clean }: { readonly clean: boolean },
): readonly Row[] {
  return ratings.map(({ level, at, comment }, number) => ({
    pjbh: drawHex(random),
    gdbh,
    myd: ratingForm(random, level, clean),
    fs: level,
    pjzb: random.chance(0.6) || clean ? random.pick(indicators) : '',
    pjyj: comment ?? (clean ? null : random.pick(['', '无', null])),
    pjsj: writeCompact(at),
    smbz: caller.id === null ? random.pick(['0', 'N', '否']) : clean ? '1' : random.pick(['1', '1', 'Y', '是']),
    bjyy: !clean && random.chance(0.02) ? random.pick(['恶意差评', '非本次事项', '重复评价']) : '',
    // The last one counts; the others stay.
    zxbz: number === ratings.length - 1 ? '1' : '0',
    ...clocks(level, at),
  }));
}

/** A code here, its name there; on some days the two ends of the scale were keyed in letters. */
function ratingForm(random: Random, level: Level, clean: boolean): string {
  if (clean) return String(level);
  return random.chance(0.006) ? random.pick(['A', '其他']) : random.chance(0.3) ? levels[level] : String(level);
}

/** Called back within one day, put right within fifteen working days. */
function clocks(level: Level, at: number): Row {
  if (level > 2) return { lxqx: null, zgqx: null };
  const due = addWorkingDays(writeTime(at).slice(0, 10), 15, cityCalendar);
  return { lxqx: writeTime(at + day), zgqx: `${due} 23:59:59` };
}
