import path from 'node:path';
import { demoCaller } from '../../cli/demo-clients.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { createDemoIssuer } from '../../gateway/security/demo-issuer.ts';
import type { Role } from '../../schema/request.ts';
import { startCommand, type RunningCommand } from './command.ts';
import { signedIn } from './hero.ts';

export type DemoProcess = RunningCommand & {
  /** What an official of the service centre sends. */
  readonly official: Readonly<Record<string, string>>;
};

/** Data of the small city, seeded once and shared by every file that only asks. Never kill its engines or write to it. */
export const demoFolder = path.join(checkoutFolder(), '.cache', 'test-demo');

/** A small city unless `more` says otherwise. */
export async function startDemoProcess(dataFolder: string, more: readonly string[] = []): Promise<DemoProcess> {
  const demo = await startCommand(['demo', '--data', dataFolder, '--port', '0', '--citizens', '60', ...more]);
  return { ...demo, official: await demoHeaders(dataFolder, 'official') };
}

/** Headers that sign somebody in at the demo of this data folder. */
export async function demoHeaders(
  dataFolder: string,
  role: Role,
  subject?: string,
): Promise<Readonly<Record<string, string>>> {
  const issuer = await createDemoIssuer(dataFolder);
  return signedIn(await issuer.issue(demoCaller(role, subject)));
}
