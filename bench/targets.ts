import { startProgram } from './start-program.ts';

export const usualTargets = ['compiled', 'hand-sql'] as const;
/** All three at once would be more than a department's account may connect. */
export const auditTargets = ['compiled', 'compiled-unaudited'] as const;
export const trustTargets = ['compiled', 'compiled-unguarded'] as const;
export const engineTargets = ['apollo', 'compiled'] as const;
export type TargetName = (
  typeof usualTargets | typeof auditTargets | typeof trustTargets | typeof engineTargets
)[number];

export type GatewayTargetName = Exclude<TargetName, 'hand-sql'>;

/** What is measured: a process that answers, and those that it asks in its turn. */
export type Target = {
  readonly name: string;
  /** Takes `{ query, variables }` by POST, where the load says nothing else. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
  /** Of that process, by `performance.now()`. */
  readonly startedAt: number;
  /** Of subgraphs that run by themselves. */
  readonly subgraphPids: readonly number[];
  readonly stop: () => Promise<void>;
};

/** What a target's process tells when it listens, as one line of JSON. */
export type Listening = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Starts a target of the demo's departments. */
export async function startTarget(name: TargetName, dataFolder: string): Promise<Target> {
  const file = name === 'hand-sql' ? './hand-sql-target.ts' : './gateway-target.ts';
  const { line, ...started } = await startProgram({ file: new URL(file, import.meta.url), args: [dataFolder, name] });
  const listening = JSON.parse(line) as Listening; // written by our own program
  return { name, ...listening, ...started, subgraphPids: [] };
}
