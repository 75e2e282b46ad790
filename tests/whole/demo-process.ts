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

/** Data of a small city, seeded once and shared by every file that only asks. Never kill its engines or write to it. */
export const demoFolder = path.join(checkoutFolder(), '.cache', 'test-demo');

type Environment = Readonly<Record<string, string>>;

/** How a demo is asked. */
export type AskedDemo = Pick<DemoProcess, 'url' | 'official' | 'stop'>;

/**
 * A demo of that city for a file that only asks: the one that all such files of a whole run share
 * (`tests/lend-demo.mjs`), or one for this file alone.
 */
export async function borrowDemo(): Promise<AskedDemo> {
  const lender = process.env['ONESTOP_TEST_DEMO'];
  if (lender === undefined) return startSharedDemo();
  const response = await fetch(lender);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return { url: text, official: await demoHeaders(demoFolder, 'official'), stop: async () => null };
}

/** A process of that city's demo for this file alone. */
export const startSharedDemo = (environment: Environment = {}): Promise<DemoProcess> =>
  start(demoFolder, ['--citizens', '300'], environment);

/** A city of 60 unless `more` says otherwise. */
export const startDemoProcess = (dataFolder: string, more: readonly string[] = []): Promise<DemoProcess> =>
  start(dataFolder, ['--citizens', '60', ...more], {});

async function start(dataFolder: string, more: readonly string[], environment: Environment): Promise<DemoProcess> {
  const demo = await startCommand(['demo', '--data', dataFolder, '--port', '0', ...more], environment);
  return { ...demo, official: await demoHeaders(dataFolder, 'official') };
}

/** Headers that sign somebody in at the demo of this data folder. */
export async function demoHeaders(
  dataFolder: string,
  role: Role,
  subject?: string,
): Promise<Readonly<Record<string, string>>> {
  const issuer = await createDemoIssuer(dataFolder);
  return signedIn(await issuer.issue(demoCaller(role, subject === undefined ? {} : { subject })));
}
