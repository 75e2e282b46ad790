import type { Caller, RequestContext, Role } from '../../schema/request.ts';

/** Somebody who asks, and for what. */
export type Viewer = { readonly name: string; readonly caller: Caller | null; readonly purpose: string | null };

const viewer = (
  name: string,
  role: Role,
  { purpose = 'service-delivery', scopes = [], subject = 'somebody', ...more }: Partial<Caller> & { readonly purpose?: string | null } = {}, // prettier-ignore
): Viewer => ({ name, purpose, caller: { subject, role, client: 'tests', scopes, ...more } });

/** The city's: whatever the district or department. */
const everywhere = { districts: ['*'], departments: ['*'] };

/** Every role, with and without a purpose, and with each scope and claim that some rule asks for. */
export const viewers: readonly Viewer[] = [
  { name: 'nobody', caller: null, purpose: null },
  { name: 'nobody who states a purpose', caller: null, purpose: 'audit' },
  viewer('an official without a purpose', 'official', {
    purpose: null,
    claims: everywhere,
    scopes: ['contact', 'health'],
  }),
  viewer('an official of the city', 'official', { claims: everywhere }),
  viewer('an official who audits', 'official', { claims: everywhere, purpose: 'audit' }),
  viewer('an official of a district', 'official', { claims: { districts: ['110105'], departments: ['*'] } }),
  viewer('an official who audits a district', 'official', {
    claims: { districts: ['110108'], departments: ['*'] },
    purpose: 'audit',
  }),
  viewer('an official of a department', 'official', { claims: { districts: ['*'], departments: ['office:o1'] } }),
  viewer('an official of two departments', 'official', {
    claims: { districts: ['110108'], departments: ['office:o1', 'office:o2'] },
  }),
  viewer('an official of nothing', 'official'),
  viewer('an official of what is not there', 'official', {
    claims: { districts: ['%'], departments: ["' OR 1=1 --"] },
  }),
  viewer('an official who calls people', 'official', { claims: everywhere, scopes: ['contact'] }),
  viewer('a doctor', 'official', { claims: everywhere, scopes: ['health'] }),
  viewer('a nurse by day', 'official', { claims: everywhere, scopes: ['care'] }),
  viewer('a nurse by night', 'official', { claims: everywhere, scopes: ['care', 'night'] }),
  viewer('a citizen', 'citizen', { subject: 'P-ANNA' }),
  viewer('a citizen without a purpose', 'citizen', { subject: 'P-ANNA', purpose: null }),
  viewer('a citizen who audits', 'citizen', { subject: 'P-ANNA', purpose: 'audit', scopes: ['health'] }),
  viewer('a guardian', 'citizen', { subject: 'P-ANNA', actsFor: ['P-CLEO'] }),
  viewer('a citizen with claims of an official', 'citizen', { subject: 'P-BERT', claims: everywhere }),
  viewer('a citizen whom nothing is about', 'citizen', { subject: 'P-NOBODY' }),
  viewer('a program', 'integrator'),
  viewer('a program that audits', 'integrator', { purpose: 'audit' }),
  viewer('an operator', 'admin'),
  viewer('an agent of a business', 'business-agent', { claims: { businesses: ['F-x'] } }),
  viewer('an agent of two businesses', 'business-agent', { claims: { businesses: ['F-y', 'F-z'] }, purpose: 'audit' }),
  viewer('an agent of nothing', 'business-agent'),
  viewer('an agent with claims of an official', 'business-agent', {
    claims: everywhere,
    scopes: ['contact', 'health'],
  }),
  viewer('a role that nobody knows', JSON.parse('"root"') as Role, { claims: everywhere }), // from another program
];

export const requestFor = ({ caller, purpose }: Viewer): RequestContext => ({
  requestId: 'request',
  traceId: '0'.repeat(32),
  caller,
  purpose,
  deadline: Date.now() + 60_000,
  signal: new AbortController().signal,
});
