import { Kind, type DocumentNode, type GraphQLError } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { shippedDefinitions, shippedDirectiveNames } from './definitions.ts';
import { didYouMean, placeOf, quoteReason, type Mistakes } from './mistake.ts';

/** The rules every SDL must satisfy: known types, directives, arguments, no name twice. */
export function validateExpandedSdl(expanded: DocumentNode, mistakes: Mistakes): void {
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [...shippedDefinitions.definitions, ...expanded.definitions],
  } as const;
  for (const error of validateSDL(document)) addSdlError(error, mistakes);
}

function addSdlError(error: GraphQLError, mistakes: Mistakes): void {
  const node = error.nodes?.findLast((each) => each.loc !== undefined) ?? error.nodes?.at(-1);
  const place = placeOf(node);
  const unknown = /^Unknown directive "@(\w+)"/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    const fix = didYouMean(unknown, shippedDirectiveNames, 'Remove it.');
    mistakes.add('MAPPING_DIRECTIVE_UNKNOWN', place, { directive: unknown, fix });
    return;
  }
  const reason = quoteReason(error.message);
  const directive = /[Dd]irective "@(\w+)"/.exec(error.message)?.[1];
  if (directive === undefined) mistakes.add('MAPPING_SDL_INVALID', place, { reason, fix: definitionFix(reason) });
  // A misspelt argument is also a missing one; the first says it all.
  else if (!mistakes.isTold(node))
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive, reason, fix: directiveFix(reason) });
}

function definitionFix(reason: string): string {
  if (/^Unknown type/.test(reason))
    return 'Define the type in this file, or use one of the vocabulary’s: String, Date, Address, ….';
  if (/only (one|be defined once)/.test(reason)) return 'Remove one of the two, or rename it.';
  return 'Correct the definition.';
}

function directiveFix(reason: string): string {
  if (/used once/.test(reason)) return 'Keep one of them.';
  if (/may not be used/.test(reason)) return 'Move it to where it belongs, or remove it.';
  if (/is required/.test(reason)) return 'Add the argument.';
  if (/^Unknown argument/.test(reason)) return 'Correct or remove the argument.';
  return 'Correct the directive.';
}
