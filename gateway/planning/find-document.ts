import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { OnestopError } from '../../schema/errors.ts';
import { responseError } from '../../schema/response-error.ts';
import { OperationRefused } from './operation-refused.ts';
import type { OperationStore } from './operation-store.ts';
import type { ClientOperation } from './select-operation.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** How a client says which document it means: by its text, or by a name that stands for it. */
export type AskedDocument = {
  readonly text: string | null;
  /** `documentId`: the id of a trusted document. */
  readonly id: string | null;
  /** `extensions.persistedQuery.sha256Hash`: SHA-256 of the text in hex, or the id of a trusted document. */
  readonly hash: string | null;
};

/**
 * Throws `OperationRefused`, with `PERSISTED_QUERY_NOT_FOUND` where the text is wanted as well; `DOCUMENT_NOT_TRUSTED`
 * where only trusted documents are run; `BAD_REQUEST` for a text that is not the hash's.
 */
export type FindDocument = (asked: AskedDocument, operationName: string | null) => ClientOperation;

/** Texts kept by their hashes, in characters; who sent one that fell out is asked for it again. */
const keptCharacters = 1_000_000;

/** Trusted documents by id, and Apollo's automatic persisted queries, unless only trusted ones are run. */
export function createDocumentFinder(operations: OperationStore, trusted: TrustedDocuments | null): FindDocument {
  const persisted = new LRUCache<string, string>({
    max: 2_000,
    maxSize: keptCharacters,
    sizeCalculation: (text) => text.length + 1,
  });
  return ({ text, id, hash }, operationName) => {
    if (text !== null && hash !== null && hash.toLowerCase() !== sha256(text))
      throw new OnestopError('BAD_REQUEST', { reason: '`sha256Hash` is not the hash of `query`' });
    const known = trusted?.byId.get(id ?? hash ?? '');
    if (known !== undefined) return operations.prepare(known.body, operationName ?? known.name);
    if (trusted?.only === true) throw new OnestopError('DOCUMENT_NOT_TRUSTED');
    const found = text ?? persisted.get(hash?.toLowerCase() ?? '');
    if (found === undefined) throw new OperationRefused([responseError('PERSISTED_QUERY_NOT_FOUND')]);
    const operation = operations.prepare(found, operationName);
    // Only what can be run: nobody fills the store with anything else.
    if (text !== null && hash !== null) persisted.set(hash.toLowerCase(), text);
    return operation;
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
