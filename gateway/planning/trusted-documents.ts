import { OnestopError } from '../../schema/errors.ts';
import { OperationRefused } from './operation-refused.ts';
import type { OperationStore } from './operation-store.ts';

/** One operation of a persisted query manifest. */
export type TrustedDocument = {
  readonly id: string;
  readonly body: string;
  /** Of the operation in it; null for one without a name. */
  readonly name: string | null;
  /** Null where nobody says. */
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  /** The file it stands in, for messages. */
  readonly file: string;
};

export type TrustedDocuments = {
  readonly byId: ReadonlyMap<string, TrustedDocument>;
  /** Is anything else refused? */
  readonly only: boolean;
};

/** Mistakes told at once. */
const maxTold = 20;

/** Holds documents against the schema and its limits. Throws `CONFIG_INVALID` with the id of each that can't be run. */
export function checkTrusted(
  documents: readonly TrustedDocument[],
  only: boolean,
  operations: OperationStore,
): TrustedDocuments {
  const byId = new Map<string, TrustedDocument>();
  const mistakes: string[] = [];
  for (const document of documents) {
    const mistake =
      mistakeOf(document, operations) ??
      (isAnother(byId.get(document.id), document) ? 'its id is also another’s' : null);
    if (mistake === null) byId.set(document.id, document);
    else mistakes.push(`${document.file} “${document.id}”: ${mistake}`);
  }
  if (mistakes.length === 0) return { byId, only };
  const told = mistakes.slice(0, maxTold);
  throw new OnestopError('CONFIG_INVALID', {
    where: 'trustedDocuments',
    reason: [`${mistakes.length} of ${documents.length} documents can’t be run`, ...told].join('\n  '),
    fix: 'Correct these operations, or take them out of the manifest.',
  });
}

const isAnother = (known: TrustedDocument | undefined, { body }: TrustedDocument): boolean =>
  known !== undefined && known.body !== body;

function mistakeOf({ body, name, type }: TrustedDocument, operations: OperationStore): string | null {
  try {
    const { kind } = operations.prepare(body, name);
    return type === null || kind === type ? null : `it is a ${kind}, not a ${type}`;
  } catch (error) {
    if (error instanceof OperationRefused) return error.errors.map(({ message }) => message).join('; ');
    throw error;
  }
}
