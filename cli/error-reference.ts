import { errorTable, type ErrorEntry } from '../schema/errors.ts';

type Section = {
  readonly title: string;
  readonly intro: string;
  readonly has: (code: string, entry: ErrorEntry) => boolean;
};

const familyOf =
  (...prefixes: readonly string[]) =>
  (code: string) =>
    prefixes.some((prefix) => code.startsWith(prefix));
const isMapping = familyOf('MAPPING_');
const isOperation = familyOf('COMPOSITION_', 'CONFIG_', 'ENGINE_', 'DATABASE_', 'PORT_', 'SEEDING_', 'USAGE');

const sections: readonly Section[] = [
  {
    title: 'What a client can meet',
    intro:
      'In `errors[].extensions.code` of a GraphQL answer. The status is that of the HTTP answer where the whole request fails for this reason; beside data it is 200.',
    has: (code) => !isMapping(code) && !isOperation(code),
  },
  {
    title: 'What a department’s owner can meet',
    intro: 'Told by `onestop check`, each with file, line and column, and what to write.',
    has: isMapping,
  },
  { title: 'What an operator can meet', intro: 'Told by the command line, on standard error.', has: isOperation },
];

/** `docs/errors.md`, out of the error table: every code with its status, its message and what to do about it. */
export function writeErrorReference(): string {
  const intro =
    '# Errors\n\nEvery expected failure has a code, and stands in `schema/errors.ts`; this page is generated from it (`npm run docs`).\nAfter each code stand the HTTP status, the message and what to do; words in braces are filled in.';
  return `${[intro, ...sections.map(writeSection)].join('\n\n')}\n`;
}

function writeSection({ title, intro, has }: Section): string {
  const entries = Object.entries<ErrorEntry>(errorTable)
    .filter(([code, entry]) => has(code, entry))
    .map(([code, { status, message, action }]) => `- \`${code}\` (${status}): ${sentence(message)} **${action}**`);
  return [`## ${title}`, '', intro, '', ...entries].join('\n');
}

const sentence = (text: string): string => (/[}.]$/.test(text) ? text : `${text}.`);
