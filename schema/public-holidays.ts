import type { ExceptionalDay } from './working-days.ts';

/**
 * The public holidays of China with the weekends worked for them, as the State Council published them: 国务院办公厅关于
 * 2024年／2025年／2026年部分节假日安排的通知 (国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号). Later years are announced each November.
 */
export type PublicHoliday = {
  readonly name: string;
  readonly english: string;
  /** yyyy-MM-dd, with the last day. */
  readonly from: string;
  readonly to: string;
  /** Days of weekends that are worked in exchange (调休上班). */
  readonly worked: readonly string[];
};

/** The last year that arrangements are known of. */
export const lastAnnouncedYear = 2026;

const holiday = (name: string, english: string, days: string, worked: readonly string[] = []): PublicHoliday => {
  const [from = '', to = from] = days.split(' – ');
  return { name, english, from, to, worked };
};

export const publicHolidays: readonly PublicHoliday[] = [
  holiday('元旦', 'New Year', '2024-01-01'),
  holiday('春节', 'Spring Festival', '2024-02-10 – 2024-02-17', ['2024-02-04', '2024-02-18']),
  holiday('清明节', 'Qingming Festival', '2024-04-04 – 2024-04-06', ['2024-04-07']),
  holiday('劳动节', 'Labour Day', '2024-05-01 – 2024-05-05', ['2024-04-28', '2024-05-11']),
  holiday('端午节', 'Dragon Boat Festival', '2024-06-10'),
  holiday('中秋节', 'Mid-Autumn Festival', '2024-09-15 – 2024-09-17', ['2024-09-14']),
  holiday('国庆节', 'National Day', '2024-10-01 – 2024-10-07', ['2024-09-29', '2024-10-12']),
  holiday('元旦', 'New Year', '2025-01-01'),
  holiday('春节', 'Spring Festival', '2025-01-28 – 2025-02-04', ['2025-01-26', '2025-02-08']),
  holiday('清明节', 'Qingming Festival', '2025-04-04 – 2025-04-06'),
  holiday('劳动节', 'Labour Day', '2025-05-01 – 2025-05-05', ['2025-04-27']),
  holiday('端午节', 'Dragon Boat Festival', '2025-05-31 – 2025-06-02'),
  holiday('国庆节、中秋节', 'National Day and Mid-Autumn Festival', '2025-10-01 – 2025-10-08', [
    '2025-09-28',
    '2025-10-11',
  ]),
  holiday('元旦', 'New Year', '2026-01-01 – 2026-01-03', ['2026-01-04']),
  holiday('春节', 'Spring Festival', '2026-02-15 – 2026-02-23', ['2026-02-14', '2026-02-28']),
  holiday('清明节', 'Qingming Festival', '2026-04-04 – 2026-04-06'),
  holiday('劳动节', 'Labour Day', '2026-05-01 – 2026-05-05', ['2026-05-09']),
  holiday('端午节', 'Dragon Boat Festival', '2026-06-19 – 2026-06-21'),
  holiday('中秋节', 'Mid-Autumn Festival', '2026-09-25 – 2026-09-27'),
  holiday('国庆节', 'National Day', '2026-10-01 – 2026-10-07', ['2026-09-20', '2026-10-10']),
];

/** Every day of the holidays, weekends among them included, and every weekend worked for them. */
export const exceptionalDays: readonly ExceptionalDay[] = publicHolidays.flatMap(({ from, to, worked }) => [
  ...daysFrom(from, to).map((day) => ({ day, working: false })),
  ...worked.map((day) => ({ day, working: true })),
]);

function daysFrom(from: string, to: string): readonly string[] {
  const days: string[] = [];
  const day = new Date(`${from}T00:00:00Z`);
  for (; day.toISOString().slice(0, 10) <= to; day.setUTCDate(day.getUTCDate() + 1))
    days.push(day.toISOString().slice(0, 10));
  return days;
}
