import { writeMistake } from '../adapters/mapping/mistake.ts';
import { readMapping } from '../adapters/mapping/read-mapping.ts';
import { publishSdl } from '../adapters/sdl/publish.ts';
import { OnestopError } from '../schema/errors.ts';
import { readDepartmentFile, type DepartmentFile } from './department-files.ts';

/**
 * The SDL that a department publishes, as its file says. No database is asked.
 * @throws {OnestopError} `CONFIG_INVALID` for a file with mistakes
 */
export function readPublished({ file, displayName }: DepartmentFile) {
  const { mapping, expanded, mistakes } = readMapping(readDepartmentFile({ file, displayName }), displayName);
  if (mapping === null || expanded === null || mistakes.length > 0) {
    throw new OnestopError('CONFIG_INVALID', {
      where: displayName,
      reason: ['the mapping has mistakes', ...mistakes.map(writeMistake)].join('\n  '),
      fix: `Run \`onestop check ${displayName}\`.`,
    });
  }
  return { name: mapping.source.name, sdl: publishSdl(expanded) };
}
