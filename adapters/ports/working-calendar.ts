import { OnestopError } from '../../schema/errors.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { createWorkingCalendar, type WorkingCalendar } from '../../schema/working-days.ts';
import { ownFields } from './published-types.ts';
import { scanType } from './scan-type.ts';

/** The type by which a department publishes the calendar, one row a day. */
const typename = 'CalendarDay';

/**
 * The working calendar of whichever department keeps one.
 * @throws {OnestopError} `NOT_SUPPORTED` where none does, `DEPARTMENT_*` where it does not answer
 */
export async function readWorkingCalendar(subgraphs: readonly Subgraph[]): Promise<WorkingCalendar> {
  const keeper = subgraphs.find(({ sdl }) => ownFields(sdl, typename).some(({ name }) => name.value === 'working'));
  if (keeper === undefined)
    throw new OnestopError('NOT_SUPPORTED', { department: 'The graph', feature: 'a working calendar' });
  const rows = await scanType(keeper, typename, ['date', 'working']);
  return createWorkingCalendar(
    rows.flatMap(({ date, working }) =>
      typeof date === 'string' && typeof working === 'boolean' ? [{ day: date, working }] : [],
    ),
  );
}
