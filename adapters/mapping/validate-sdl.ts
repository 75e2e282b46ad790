import { Kind, type DocumentNode, type GraphQLError } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { shippedDefinitions, shippedDirectiveNames } from './definitions.ts';
import { didYouMean, placeOf, type Mistakes } from './mistake.ts';

/** The rules every SDL must satisfy: known types, directives, arguments, no name twice. */
export function validateExpandedSdl(expanded: DocumentNode, mistakes: Mistakes): void {
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [...shippedDefinitions.definitions, ...expanded.definitions],
  } as const;
  for (const error of validateSDL(document)) addSdlError(error, mistakes);
}

function addSdlError(error: GraphQLError, mistakes: Mistakes): void {
  const place = placeOf(error.nodes?.at(-1));
  const unknown = /^Unknown directive "@(\w+)"/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    const fix = didYouMean(unknown, shippedDirectiveNames, 'Remove it.');
    mistakes.add('MAPPING_DIRECTIVE_UNKNOWN', place, { directive: unknown, fix });
    return;
  }
  const directive = /[Dd]irective "@(\w+)"/.exec(error.message)?.[1];
  if (directive !== undefined) {
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, {
      directive,
      reason: error.message,
      fix: 'Correct the directive.',
    });
    return;
  }
  mistakes.add('MAPPING_SDL_INVALID', place, { reason: error.message });
}
