import { writeFileSync } from 'node:fs';
import { writeErrorReference } from './error-reference.ts';

/** Writes the pages of docs/ that are generated. */
writeFileSync(new URL('../docs/errors.md', import.meta.url), writeErrorReference());
