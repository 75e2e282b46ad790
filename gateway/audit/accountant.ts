import type { AccessRecord } from '../../schema/access-record.ts';
import { OnestopError } from '../../schema/errors.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Account, PersonalRead } from '../../schema/personal-read.ts';
import type { ClientPurposes } from '../../schema/client-purposes.ts';
import type { Journal } from './journal.ts';

export type AccountantOptions = {
  readonly journal: Journal;
  /** `strict`: the record is on disk before the answer leaves. `async`: soon after, and answers wait where too much is to be written. */
  readonly mode: 'strict' | 'async';
  readonly clients: ClientPurposes;
  readonly pseudonym: (id: string) => string;
  readonly onFailure: (error: unknown) => void;
  readonly now?: () => number;
};

/** Bytes that may wait to be written in `async` mode. */
const maxWaiting = 4_000_000;
const dayMs = 86_400_000;

/** Puts one record for each answer into the journal. */
export function createAccountant(options: AccountantOptions): Account {
  const { journal, mode, onFailure } = options;
  /** After a failure each answer waits for its own record again, until one is written. */
  let isBroken = false;
  const write = async (record: AccessRecord): Promise<void> => {
    try {
      await journal.append(record);
      isBroken = false;
    } catch (error) {
      isBroken = true;
      onFailure(error);
      throw new OnestopError('ACCOUNTING_UNAVAILABLE', {}, { cause: error });
    }
  };
  return async (reads, request) => {
    const written = write(recordOf(reads, request, options));
    if (mode === 'strict' || isBroken || journal.waiting > maxWaiting) return written;
    written.catch(() => {}); // told of where it failed
  };
}

function recordOf(
  reads: readonly PersonalRead[],
  { caller, purpose, requestId }: RequestContext,
  { clients, pseudonym, now = Date.now }: AccountantOptions,
): AccessRecord {
  if (caller === null || purpose === null) throw new TypeError('personal data was read for nobody');
  const registered = clients[caller.client]?.purposes[purpose];
  const at = now();
  const days = registered?.embargoDays ?? null;
  return {
    time: new Date(at).toISOString(),
    requestId,
    client: caller.client,
    receiver: clients[caller.client]?.receiver ?? { name: caller.client, code: null },
    role: caller.role,
    actor: caller.role === 'citizen' ? pseudonym(caller.subject) : caller.subject,
    purpose,
    legalBasis: registered?.legalBasis ?? '',
    embargoedUntil: days === null ? null : new Date(at + days * dayMs).toISOString(),
    reads: reads
      .map(({ department, fields, subjects }) => ({
        department,
        fields: [...fields].sort(),
        subjects: [...new Set([...subjects].map(pseudonym))].sort(),
      }))
      .sort((one, other) => (one.department < other.department ? -1 : 1)),
  };
}
