import { readSecretFile } from './config-reader.ts';
import { FromFiles } from './from-files.ts';

export type ChangingSecret = {
  readonly file: FromFiles<string>;
  /** The one before, for as long as gateways may not have changed theirs yet; null after. */
  readonly former: () => string | null;
};

/** Milliseconds. */
const changeOverMs = 600_000;

/**
 * A secret that gateways share, in a file that may change.
 * @throws {OnestopError} `CONFIG_INVALID` for one that can't be read, or is short
 */
export function keepSecret(file: string, now: () => number = () => performance.now()): ChangingSecret {
  const kept = new FromFiles({ place: '--secret-file', files: [file], read: () => readSecretFile(file, '--secret-file') }); // prettier-ignore
  let former: { readonly secret: string; readonly until: number } | null = null;
  kept.onChange(() => (former = { secret: kept.now(), until: now() + changeOverMs }));
  return { file: kept, former: () => (former !== null && now() < former.until ? former.secret : null) };
}
