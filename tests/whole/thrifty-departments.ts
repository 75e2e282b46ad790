import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { departmentFiles, type DepartmentFile } from '../../cli/department-files.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';

/** Connections that a gateway of the tests takes of a department. */
const connections = 2;

/**
 * Copies the departments' folders. What is mapped stays; pools are small: an account has twenty connections, and
 * many gateways ask the shared city at the same time.
 * @param folder is made where it is missing
 */
export function copyThriftyDepartments(folder: string): readonly DepartmentFile[] {
  cpSync(join(checkoutFolder(), 'subgraphs'), folder, { recursive: true });
  const files = departmentFiles(folder);
  for (const { file } of files) {
    const sdl = readFileSync(file, 'utf8');
    writeFileSync(file, sdl.replace(/pool: (?:[2-9]|\d\d+)/, `pool: ${connections}`));
  }
  return files;
}
