import type { Cells } from './hand-pools.ts';

export type Node = Readonly<Record<string, unknown>>;

export const none: readonly Node[] = [];

/** Nodes of rows by their first cell, in the rows' order. */
export function nodesBy(rows: readonly Cells[], nodeOf: (row: Cells) => Node): ReadonlyMap<string, readonly Node[]> {
  const known = new Map<string, Node[]>();
  for (const row of rows) {
    const key = String(row[0]);
    const nodes = known.get(key);
    if (nodes === undefined) known.set(key, [nodeOf(row)]);
    else nodes.push(nodeOf(row));
  }
  return known;
}

export const citizenNode = ([id, name, birthDate, gender, address, city]: Cells): Node => {
  return { id, name, birthDate, gender, address, city };
};

export const wideNode = (row: Cells): Node => {
  const [id, name, birthDate, gender, address, city, postalCode, phone, email, nationality] = row;
  return { id, name, birthDate, gender, address, city, postalCode, phone, email, nationality };
};

export const caseNode = ([, id, status, openedAt, code, name]: Cells, feedback: readonly Node[]): Node => {
  return { id: String(id), status, openedAt, service: { code, name }, feedback: { nodes: feedback } };
};

/** What a case is, by its status, and whether its feedback is asked for. */
const matters: Readonly<Record<string, { readonly type: string; readonly isOver: boolean }>> = {
  OPEN: { type: 'OpenMatter', isOver: false },
  ACCEPTED: { type: 'AcceptedMatter', isOver: false },
  DECIDED: { type: 'DecidedMatter', isOver: true },
  CLOSED: { type: 'ClosedMatter', isOver: true },
};

export const isOver = ([, , status = '']: Cells): boolean => matters[status]?.isOver === true;

export const matterNode = (row: Cells, feedback: readonly Node[]): Node => {
  const [, id, status = '', openedAt, , name] = row;
  const own = { __typename: matters[status]?.type, id: String(id), openedAt, service: { name } };
  return isOver(row) ? { ...own, feedback: { nodes: feedback } } : own;
};

export const feedbackNode = ([, id, rating, text]: Cells): Node => ({ id, rating: Number(rating), text });

export const storyNode = ([, id, rating, text, story]: Cells): Node => ({ id, rating: Number(rating), text, story });
