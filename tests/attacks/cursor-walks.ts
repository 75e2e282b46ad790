import { cases, people, type Person } from './guarded-department.ts';
import type { Ask } from './matrix.ts';
import { judge } from './oracle.ts';
import { requestFor, type Viewer } from './viewers.ts';

/** Two of the three share the first value: who sees one of them goes on as if the other were not there. */
const order = '[{district: ASC}, {id: DESC}]';
const isBefore = (one: Person, other: Person): number =>
  one.district === other.district ? (one.id < other.id ? 1 : -1) : one.district < other.district ? -1 : 1;
const ordered = [...people].sort(isBefore);

/** One who sees every row, and what cursors they were given. */
const keeper: Viewer = {
  name: 'who sees all',
  caller: { subject: 'somebody', role: 'admin', client: 'tests', scopes: [] },
  purpose: 'audit',
};

type Page = {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
  readonly totalCount: number;
};

/**
 * Walks a list as one who asks, by cursors of their own and of somebody who sees more, by forged ones and those of other
 * lists; tells what is not as it must be.
 */
export async function redWalks(viewer: Viewer, ask: Ask, digest: (text: string) => string): Promise<readonly string[]> {
  const red: string[] = [];
  const judgement = judge(viewer, digest);
  const expectSame = (what: string, given: unknown, wanted: unknown): void => {
    const [one, other] = [JSON.stringify(given), JSON.stringify(wanted)];
    if (one !== other) red.push(`${viewer.name}, ${what}: ${one} in place of ${other}`);
  };
  const page = async (by: Viewer, given: string, list = `people(orderBy: ${order}, ${given})`) => {
    const query = `{ list: ${list} { totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`;
    const { data, errors } = await ask({ query, request: requestFor(by) });
    return {
      page: (data as { readonly list: Page | null } | null)?.list ?? null,
      codes: errors.map(({ code }) => code),
    };
  };
  const refused = async (what: string, cursor: string, code: string): Promise<void> => {
    const { page: given, codes } = await page(viewer, `first: 5, after: ${JSON.stringify(cursor)}`);
    expectSame(what, [given, codes], [null, [code]]);
  };

  const kept = (await page(keeper, 'first: 50')).page?.edges ?? [];
  expectSame('the keeper’s page', kept.map(({ node }) => node.id), ordered.map(({ id }) => id)); // prettier-ignore
  const foreign = [
    (await page(keeper, '', 'cases(first: 1)')).page?.edges[0]?.cursor ?? '',
    (await page(keeper, '', 'people(first: 1, orderBy: [{id: ASC}])')).page?.edges[0]?.cursor ?? '',
  ];
  const [first] = kept;
  const forged = [...foreign, '', 'x', flipped(first?.cursor ?? ''), (first?.cursor ?? '').slice(0, -4)];
  const wrong = judgement.seesPeople ? 'CURSOR_INVALID' : 'UNAUTHORIZED_FIELD_OR_TYPE';
  for (const [index, cursor] of forged.entries()) await refused(`a cursor that is none, ${index}`, cursor, wrong);
  for (const { cursor } of kept) {
    const plain = Buffer.from(cursor, 'base64url').toString('latin1');
    const told = [...people.flatMap((row) => Object.values(row)), ...cases.map(({ id }) => id)].find((each) => plain.includes(each)); // prettier-ignore
    expectSame('what a cursor tells', told, undefined);
  }
  if (!judgement.seesPeople) {
    for (const { cursor } of kept) await refused('another’s cursor', cursor, wrong);
    return red;
  }
  const own = ordered.filter((row) => judgement.people.includes(row)).map(({ id }) => id);
  let after = '';
  for (const [index, id] of own.entries()) {
    const { page: given } = await page(viewer, `first: 1${after}`);
    const wanted = { ids: [id], next: index < own.length - 1, previous: index > 0, count: own.length };
    expectSame(`page ${index}`, shapeOf(given), wanted);
    // One row has one cursor, whoever else is or is not beside it.
    expectSame('a cursor', given?.edges[0]?.cursor, kept.find(({ node }) => node.id === id)?.cursor);
    after = `, after: "${given?.edges[0]?.cursor ?? ''}"`;
  }
  for (const { cursor, node } of kept) {
    const at = ordered.findIndex(({ id }) => id === node.id);
    const isIn = (from: number, to: number) => ordered.slice(from, to).map(({ id }) => id).filter((id) => own.includes(id)); // prettier-ignore
    const [next, before] = [isIn(at + 1, ordered.length), isIn(0, at)];
    const forwards = await page(viewer, `first: 5, after: "${cursor}"`);
    expectSame(`after another’s cursor of ${node.id}`, [idsOf(forwards.page), forwards.codes], [next, []]);
    const backwards = await page(viewer, `last: 5, before: "${cursor}"`);
    expectSame(`before another’s cursor of ${node.id}`, [idsOf(backwards.page), backwards.codes], [before, []]);
  }
  return red;
}

const idsOf = (page: Page | null): readonly string[] => (page?.edges ?? []).map(({ node }) => node.id);
const shapeOf = (page: Page | null) => ({ ids: idsOf(page), next: page?.pageInfo.hasNextPage, previous: page?.pageInfo.hasPreviousPage, count: page?.totalCount }); // prettier-ignore
const flipped = (cursor: string): string =>
  `${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`;
