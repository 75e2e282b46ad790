import type { AccessRecord } from '../../schema/access-record.ts';

/** A record of a reading by an official. */
export const recordOf = (more: Partial<AccessRecord>): AccessRecord => ({
  time: '2026-11-26T08:00:00.000Z',
  requestId: 'r',
  client: 'service-centre',
  receiver: { name: 'Service centre', code: null },
  role: 'official',
  actor: 'official-1',
  purpose: 'service-delivery',
  legalBasis: 'a law',
  embargoedUntil: null,
  reads: [{ department: 'civil-registry', fields: ['Citizen.fullName'], subjects: ['a'.repeat(32)] }],
  ...more,
});
