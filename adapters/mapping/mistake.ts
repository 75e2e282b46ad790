import { getLocation, TokenKind, type ASTNode, type Location } from 'graphql';
import { OnestopError, renderMessage, type ErrorCode, type ErrorDetails } from '../../schema/errors.ts';
import type { Place } from './model.ts';

/** Something wrong with a mapped SDL file: what, where, and the way out. */
export type MappingMistake = {
  readonly code: ErrorCode;
  readonly place: Place;
  readonly message: string;
  readonly action: string;
};

/** Collects mistakes, so that a file's owner sees all of them at once. */
export type Mistakes = {
  readonly found: readonly MappingMistake[];
  readonly add: (code: ErrorCode, place: Place, details: ErrorDetails) => void;
  /** Is something inside this node a mistake already? What only follows from it is not told again. */
  readonly isTold: (node: ASTNode | undefined) => boolean;
};

export function collectMistakes(): Mistakes {
  const found: MappingMistake[] = [];
  return {
    found,
    add: (code, place, details) => {
      const message = renderMessage(code, details);
      // What an interface says, each of its types reads.
      if (found.some((each) => each.message === message && writePlace(each.place) === writePlace(place))) return;
      found.push({ code, place, message, action: new OnestopError(code, details).action });
    },
    isTold: (node) => found.some(({ place }) => contains(node, place)),
  };
}

function contains(node: ASTNode | undefined, { file, line, column }: Place): boolean {
  if (node?.loc === undefined || node.loc.source.name !== file) return false;
  const [first, last] = [startOf(node.loc), endOf(node.loc)];
  const isAfterStart = line > first.line || (line === first.line && column >= first.column);
  return isAfterStart && (line < last.line || (line === last.line && column < last.column));
}

/** Tokens know their lines: `getLocation` would count them from the file's first for every node. A document's own is 0:0. */
const startOf = ({ startToken: { line, column } }: Location) => ({ line: line || 1, column: column || 1 });

function endOf({ source, end, endToken: { kind, line, column, start } }: Location) {
  if (kind === TokenKind.BLOCK_STRING) return getLocation(source, end);
  return { line, column: column + end - start };
}

/** A message of the GraphQL library as part of a sentence of ours. */
export const quoteReason = (message: string): string => message.replace(/^Syntax Error: /, '').replace(/\.$/, '');

/** Where a node stands. Nodes of the vocabulary carry the vocabulary's file. */
export function placeOf(node: ASTNode | undefined): Place {
  if (node?.loc === undefined) return { file: '(generated)', line: 1, column: 1 };
  return { file: node.loc.source.name, ...startOf(node.loc) };
}

export const writePlace = (place: Place): string => `${place.file}:${place.line}:${place.column}`;

/** One line for a terminal: `file:line:column CODE what is wrong. What to do.` */
export const writeMistake = (mistake: MappingMistake): string =>
  `${writePlace(mistake.place)} ${mistake.code} ${mistake.message}. ${mistake.action}`;

/** The candidate nearest to a misspelt name, as a sentence; a general way out where none is near. */
export function didYouMean(name: string, candidates: Iterable<string>, otherwise: string): string {
  const near = [...candidates]
    .filter((candidate) => candidate !== name) // it is there, and yet not what is wanted
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  return near === undefined ? otherwise : `Did you mean “${near.candidate}”?`;
}

/** Letters changed, added, left out, or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let [beforeLast, previous]: readonly [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, index) => index),
  ];
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      current[j] = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) current[j] = Math.min(current[j] ?? 0, (beforeLast[j - 2] ?? 0) + 1);
    }
    [beforeLast, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
