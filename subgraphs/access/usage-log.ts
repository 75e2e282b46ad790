import { readPerson } from '../../adapters/hub/read-text.ts';
import type { HubDatabase } from '../../adapters/hub/hub-database.ts';
import type { Where } from '../../adapters/hub/where.ts';
import { createPseudonyms } from '../../schema/access-record.ts';
import { OnestopError } from '../../schema/errors.ts';
import { badInput } from '../../schema/input-mistakes.ts';
import { accessOf } from '../../schema/view.ts';
import { ownSubjects, type RequestContext } from '../../schema/request.ts';
import type { UsageLog, UsageQuestion } from '../../schema/usage-log.ts';
import { personRecord } from './person-record.ts';
import { requireReader } from './require-reader.ts';
import { countEntries, loadPages, type PageRow } from './store/entries.ts';
import { firstWriter } from './store/records.ts';

export type UsageScope = {
  readonly database: Pick<HubDatabase, 'ask' | 'health'>;
  /** Brings what this machine has on its disk to the hub. */
  readonly ship: () => Promise<void>;
  readonly secret: string;
  readonly now: () => Date;
};

/** Rows of one statement: the line of a bulk read is as long as people were read. */
const batchSize = 200;

/** Answers what `Citizen.accessLog` does, out of the same statements, to whoever may ask that. */
export function createUsageLog({ database, ship, secret, now }: UsageScope): UsageLog {
  const pseudonym = createPseudonyms(secret);
  return {
    find: async (question, request) => {
      const id = personOf(question, request);
      await ship();
      const subject = pseudonym(id);
      const asked = { subjects: [subject], where: periodOf(question), now: now().toISOString() };
      const [rows, [totalUsages = 0]] = await Promise.all([
        loadRows(database.ask, { ...asked, ...question }),
        countEntries(database.ask, asked),
      ]);
      return {
        totalUsages,
        usages: rows.map((row) => personRecord(row, subject)),
        read: { department: 'access', fields: new Set(['Citizen.accessLog']), subjects: new Set([id]) },
      };
    },
    since: async () => {
      await ship();
      // A writer writes for one day, which its name begins with.
      const day = /^(\d{4})(\d{2})(\d{2})/.exec((await firstWriter(database.ask)) ?? '');
      return day === null
        ? `${now().toISOString().slice(0, 10)}T00:00:00.000Z`
        : `${day.slice(1).join('-')}T00:00:00.000Z`;
    },
    isUp: async () => (await database.health()).state === 'up',
  };
}

/** Whose log it is, in the order of the guards that stand before `accessLog`. */
function personOf({ userCode }: UsageQuestion, request: RequestContext): string {
  const access = accessOf(request);
  if (access === 'none') throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
  const id = readPerson('userCode', userCode);
  if (id === null) throw badInput('{field} says nothing', { field: 'userCode' });
  const { caller } = request;
  if (access === 'own' && !(caller !== null && ownSubjects(caller).includes(id)))
    throw new OnestopError('FORBIDDEN_RECORD');
  requireReader(request);
  return id;
}

function periodOf({ periodStart, periodEnd }: UsageQuestion): Where | null {
  const logtime = {
    ...(periodStart !== null && { gte: periodStart }),
    ...(periodEnd !== null && { lte: periodEnd }),
  };
  return Object.keys(logtime).length === 0 ? null : { logtime };
}

type Asked = Omit<Parameters<typeof loadPages>[1], 'first' | 'after'> & Pick<UsageQuestion, 'offset' | 'limit'>;

/** Each batch goes on after the last row, so that what arrives meanwhile moves none. */
async function loadRows(ask: HubDatabase['ask'], { offset, limit, ...asked }: Asked): Promise<readonly PageRow[]> {
  const rows: PageRow[] = [];
  for (let last: PageRow | undefined; rows.length < limit;) {
    const first = Math.min(batchSize, limit - rows.length);
    const from = last === undefined ? { offset, after: null } : { after: [last.logtime, last.id] as const };
    const [page = []] = await loadPages(ask, { ...asked, first, ...from });
    rows.push(...page.slice(0, first));
    last = page[first - 1];
    if (page.length <= first) break;
  }
  return rows;
}
