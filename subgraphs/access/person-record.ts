import type { ChainedRecord } from '../../schema/access-record.ts';
import type { PageRow } from './store/entries.ts';

/**
 * A reading as one of the people concerned may know it: of a bulk read nothing of the others. What was read of rows that
 * name nobody, as orders by telephone, is told to everybody concerned by the same request: it may be theirs.
 * @param subject pseudonym of the person
 */
export function personRecord({ id, line }: PageRow, subject: string) {
  const { record } = JSON.parse(line) as ChainedRecord; // written by the shipper
  const own = record.reads.filter(({ subjects }) => subjects.length === 0 || subjects.includes(subject));
  return {
    id,
    logtime: record.time,
    action: record.purpose,
    legalBasis: record.legalBasis,
    receiverCode: record.receiver.code,
    receiverName: record.receiver.name,
    receiverSystem: record.client,
    role: record.role,
    isOwn: record.role === 'citizen' && record.actor === subject,
    departments: own.map(({ department }) => department),
    fields: [...new Set(own.flatMap(({ fields }) => fields))].sort(),
    requestId: record.requestId,
    visibleFrom: record.embargoedUntil ?? record.time,
  };
}
