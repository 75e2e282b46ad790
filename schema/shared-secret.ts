import { OnestopError } from './errors.ts';

/** Characters a secret has at least: fewer are guessed from one signed request. */
const shortestSecret = 16;

/**
 * The secret, if it can be one.
 * @throws {OnestopError} `CONFIG_INVALID` for one that is empty or short
 */
export function checkSecret(secret: string, place: { readonly where: string; readonly fix?: string }): string {
  if (secret.length >= shortestSecret) return secret;
  const reason = secret === '' ? 'the secret is empty' : `the secret has fewer than ${shortestSecret} characters`;
  const fix = place.fix ?? 'Set it to a long random text, such as `openssl rand -base64 32` prints.';
  throw new OnestopError('CONFIG_INVALID', { where: place.where, reason, fix });
}

/**
 * The secret that gateway and departments share, out of the environment; null where it is not set.
 * @throws {OnestopError} `CONFIG_INVALID` for one that is empty or short
 */
export function secretOf(environment: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const secret = environment[name];
  return secret === undefined ? null : checkSecret(secret, { where: name });
}
