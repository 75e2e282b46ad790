import { randomUUID } from 'node:crypto';
import { OnestopError } from '../../schema/errors.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { createWorkingCalendar, type ExceptionalDay, type WorkingCalendar } from '../../schema/working-days.ts';
import { ownFields } from './published-types.ts';

/** The type by which a department publishes the calendar, one row a day. */
const typename = 'CalendarDay';
const patienceMs = 5_000;

/**
 * The working calendar of whichever department keeps one.
 * @throws {OnestopError} `NOT_SUPPORTED` where none does, `DEPARTMENT_*` where it does not answer
 */
export async function readWorkingCalendar(subgraphs: readonly Subgraph[]): Promise<WorkingCalendar> {
  const keeper = subgraphs.find(({ sdl }) => ownFields(sdl, typename).some(({ name }) => name.value === 'working'));
  if (keeper === undefined)
    throw new OnestopError('NOT_SUPPORTED', { department: 'The graph', feature: 'a working calendar' });
  const exceptions: ExceptionalDay[] = [];
  const request = { type: typename, fields: ['date', 'working'], after: null, request: inNobodysName() };
  for await (const { rows } of keeper.scan(request)) {
    for (const { date, working } of rows)
      if (typeof date === 'string' && typeof working === 'boolean') exceptions.push({ day: date, working });
  }
  return createWorkingCalendar(exceptions);
}

/** The calendar is public. */
const inNobodysName = (): RequestContext => ({
  requestId: randomUUID(),
  traceId: randomUUID().replaceAll('-', ''),
  caller: null,
  purpose: null,
  deadline: Date.now() + patienceMs,
  signal: AbortSignal.timeout(patienceMs),
});
