import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { writeFileAtomically } from '../../demo/data-folder.ts';
import type { AllFigures } from './measure-all.ts';
import { quoteBegins, quoteEnds, renderResults } from './render-results.ts';

const resultsFile = fileURLToPath(new URL('../RESULTS.md', import.meta.url));
const readmeFile = fileURLToPath(new URL('../../README.md', import.meta.url));

/** Writes bench/RESULTS.md, and into README.md what that quotes. */
export async function writeResults(all: AllFigures): Promise<void> {
  const results = await formatted(resultsFile, renderResults(all));
  writeFileAtomically(resultsFile, results);
  writeFileAtomically(readmeFile, quote(readFileSync(readmeFile, 'utf8'), quotedIn(results)));
}

/**
 * What a text holds between the marks, with them.
 * @throws {Error} where it has none
 */
export function quotedIn(text: string): string {
  const [from, to] = [text.indexOf(quoteBegins), text.indexOf(quoteEnds)];
  if (from < 0 || to < from) throw new Error(`no figures between ${quoteBegins} and ${quoteEnds}`);
  return text.slice(from, to + quoteEnds.length);
}

/** A text with other figures between the marks. */
export const quote = (text: string, figures: string): string => text.replace(quotedIn(text), () => figures);

const formatted = async (file: string, markdown: string): Promise<string> =>
  format(markdown, { ...(await resolveConfig(file)), filepath: file });
