import { exceptionalDays, lastAnnouncedYear, publicHolidays } from '../../schema/public-holidays.ts';
import { createWorkingCalendar, isWorkingDay } from '../../schema/working-days.ts';
import type { Row } from './dirt-account.ts';

/** The calendar that the bureau counts its periods by. */
export const cityCalendar = createWorkingCalendar(exceptionalDays);

const firstYear = 2024;
const lastYear = 2027;

/** One row a day: 工作日 G, 休息日 X, 法定节假日及连休 J, 调休上班 B. Days nobody has announced anything for say so. */
export function calendarRows(): readonly Row[] {
  const rows: Row[] = [];
  const day = new Date(Date.UTC(firstYear, 0, 1));
  for (; day.getUTCFullYear() <= lastYear; day.setUTCDate(day.getUTCDate() + 1))
    rows.push(calendarRow(day.toISOString().slice(0, 10), day.getUTCDay() % 6 === 0));
  return rows;
}

function calendarRow(rq: string, isWeekend: boolean): Row {
  const working = isWorkingDay(rq, cityCalendar);
  const holiday = publicHolidays.find(({ from, to, worked }) => (from <= rq && rq <= to) || worked.includes(rq));
  const rqlx = holiday === undefined ? (isWeekend ? 'X' : 'G') : working ? 'B' : 'J';
  return {
    rqbh: rq.replaceAll('-', ''),
    rq,
    sfgzr: working ? 1 : 0,
    rqlx,
    jrmc: rqlx === 'J' ? (holiday?.name ?? '') : '',
    jrmc_en: rqlx === 'J' ? (holiday?.english ?? '') : '',
    sfgb: Number(rq.slice(0, 4)) <= lastAnnouncedYear ? 'Y' : 'N',
  };
}
