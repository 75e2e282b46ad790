import { describe, expect, test } from '@jest/globals';
import { buildASTSchema, buildSchema } from 'graphql';
import { policyDirectives } from '../../schema/directives.ts';
import { readPolicy } from '../../schema/policy.ts';
import { accessOf } from '../../schema/view.ts';
import { roles, type Role } from '../../schema/request.ts';
import { decodeContext, encodeContext, type SignedContext } from '../../schema/signed-request.ts';
import { createIdentity } from '../../subgraphs/identity/identity.ts';

const caller = { subject: 'somebody', role: 'official' as const, client: 'tests', scopes: ['read'] };
const context: SignedContext = { requestId: 'r', traceId: '0'.repeat(32), caller, purpose: 'tests', deadline: 5000 };

describe('access', () => {
  const accessAs = (role: Role) => accessOf({ caller: { ...caller, role }, purpose: 'tests' });

  test('of every role is known', () => {
    expect(Object.fromEntries(roles.map((role) => [role, accessAs(role)]))).toEqual({
      citizen: 'own',
      official: 'all',
      integrator: 'all',
      admin: 'all',
      'business-agent': 'agent',
    });
  });

  test('of a role that is none of ours is none', () => {
    for (const role of ['root', 'Official', '', 'toString', '__proto__', null, 1]) {
      const given = JSON.parse(JSON.stringify(role)) as Role; // from another program
      expect(accessAs(given)).toBe('none');
    }
  });

  test('without a caller or a purpose is none', () => {
    expect(accessOf({ caller: null, purpose: 'tests' })).toBe('none');
    expect(accessOf({ caller, purpose: null })).toBe('none');
  });
});

describe('a context header', () => {
  const now = 1000;
  const travels = JSON.parse(Buffer.from(encodeContext(context, now), 'base64url').toString('utf8')) as object;
  const decode = (value: unknown) => decodeContext(Buffer.from(JSON.stringify(value)).toString('base64url'), now);

  test('is read as it was written', () => {
    expect(decode(travels)).toEqual(context);
    expect(decode({ ...travels, caller: null, purpose: null })).toEqual({ ...context, caller: null, purpose: null });
  });

  test('leaves the time that was left, whatever the receiver’s clock shows', () => {
    expect(decodeContext(encodeContext(context, now), 900_000)?.deadline).toBe(900_000 + context.deadline - now);
    expect(decodeContext(encodeContext(context, 900_000), now)?.deadline).toBe(now);
  });

  test.each([
    ['an unknown role', { ...travels, caller: { ...caller, role: 'root' } }],
    ['a role that is a list', { ...travels, caller: { ...caller, role: ['official'] } }],
    ['no role', { ...travels, caller: { ...caller, role: undefined } }],
    ['scopes that are no texts', { ...travels, caller: { ...caller, scopes: ['read', { admin: true }] } }],
    ['scopes that are one text', { ...travels, caller: { ...caller, scopes: 'read' } }],
    ['a caller that is a text', { ...travels, caller: 'official' }],
    ['a purpose that is a list', { ...travels, purpose: ['tests'] }],
    ['a time that is a text', { ...travels, budgetMs: '1' }],
    ['a list around it', [travels]],
  ])('with %s is none', (_, value) => expect(decode(value)).toBeNull());
});

describe('a policy', () => {
  const policy = readPolicy(
    buildSchema(`${policyDirectives}
      type Query {
        person(id: ID!): Person
        openPerson(id: ID!): Person @public
        people: PersonConnection
        openPeople: PersonConnection @public
        office(id: ID!): Office
        offices: OfficeConnection
      }
      type Person @subject(field: "id") { id: ID! nickname: String @public secret: String @public @personal office: Office }
      type Office { id: ID! staff: PersonConnection openStaff: PersonConnection @public head: Person safe: String @public @personal wing: Wing }
      type Wing { staff: PersonConnection parts: OfficeConnection }
      type PersonConnection { nodes: [Person] totalCount: Int }
      type OfficeConnection { nodes: [Office] totalCount: Int }`),
  );
  const personal = (coordinate: string) => {
    const [type = '', field = ''] = coordinate.split('.');
    return policy.isPersonal(type, field);
  };

  test('@personal beats @public', () => {
    expect(['Person.secret', 'Office.safe'].map(personal)).toEqual([true, true]);
    expect(policy.isPublic('Person', 'secret')).toBe(false);
    expect(policy.isPublic('Office', 'safe')).toBe(false);
    expect(['Person.id', 'Person.office', 'Person.nickname'].map(personal)).toEqual([true, true, false]);
  });

  test('a connection of people is personal wherever it hangs', () => {
    expect(['Query.people', 'Office.staff', 'Wing.staff'].map(personal)).toEqual([true, true, true]);
    expect(['Query.openPeople', 'Office.openStaff', 'Query.offices', 'Wing.parts'].map(personal)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });

  test('a look-up of a person at the root is personal unless its owner opened it', () => {
    expect(['Query.person', 'Query.openPerson', 'Query.office'].map(personal)).toEqual([true, false, false]);
    expect(personal('Office.head')).toBe(false);
  });

  test('the graph’s own look-up of a citizen is open: it answers for any id', () => {
    const { sdl } = createIdentity({ departments: [], onFailure: () => {} });
    const identity = readPolicy(buildASTSchema(sdl, { assumeValidSDL: true }));
    expect(identity.subjectField('Citizen')).toBe('id');
    expect(identity.isPersonal('Query', 'citizen')).toBe(false);
    expect(identity.isPublic('Query', 'citizen')).toBe(true);
  });
});
