import { startProgram, type Program, type StartedProgram } from './start-program.ts';

/** Programs that listen, by what they are called. */
export type StartedPrograms<Name extends string> = {
  readonly urls: Readonly<Record<Name, string>>;
  readonly pids: Readonly<Record<Name, number>>;
  readonly stop: () => Promise<void>;
};

/** Starts one program for each name, one after the other; all are stopped where one can't be started. */
export async function startAll<Name extends string>(
  names: readonly Name[],
  programOf: (name: Name) => Program,
): Promise<StartedPrograms<Name>> {
  const started: StartedProgram[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
  };
  try {
    for (const name of names) started.push(await startProgram(programOf(name)));
  } catch (error) {
    await stop();
    throw error;
  }
  const of = <T>(figure: (program: StartedProgram) => T) =>
    Object.fromEntries(started.map((each, place) => [names[place], figure(each)])) as Record<Name, T>;
  return { urls: of(addressOf), pids: of(({ pid }) => pid), stop };
}

/**
 * Where a program says that it listens.
 * @throws {Error} where it says no address
 */
export function addressOf({ line }: StartedProgram): string {
  const [url] = /https?:[^\s"]+/.exec(line) ?? [];
  if (url === undefined) throw new Error(`no address in: ${line}`);
  return url;
}
