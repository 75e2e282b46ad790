import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { OnestopError } from '../schema/errors.ts';
import { stagesOf, type StageShare } from './profile-stages.ts';

/** Between samples, in microseconds: what is short is seen as well, and it slows little down. */
const intervalUs = 500;

/**
 * Samples what this process works at, its start as well.
 * @param file `*.cpuprofile`
 * @returns what writes the profile, as browsers' developer tools read it, and prints what each stage took
 * @throws {OnestopError} `USAGE` where the file can't be written
 */
export async function startProfile(file: string): Promise<() => Promise<void>> {
  write(file, '');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    write(file, JSON.stringify(profile));
    process.stdout.write(writeStages(file, stagesOf(profile)));
  };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    const reason = `--profile can’t write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new OnestopError('USAGE', { reason }, { cause });
  }
}

function writeStages(file: string, stages: readonly StageShare[]): string {
  const width = Math.max(0, ...stages.map(({ stage }) => stage.length));
  const lines = stages.map(
    ({ stage, ms, share }) =>
      `  ${stage.padEnd(width)}  ${(share * 100).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(8)} ms`,
  );
  return [`What the time went to (${file} has all of it):`, ...lines, ''].join('\n');
}
